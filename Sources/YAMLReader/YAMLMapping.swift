/// A mapping with a known set of keys. A key that is absent, or present with no value, reads as `nil` without a problem.
public struct YAMLMapping {
    /// The mapping itself, to report what concerns it as a whole.
    public let node: YAMLNode
    private let members: [(key: String, value: YAMLNode)]

    init(node: YAMLNode, members: [(key: String, value: YAMLNode)]) {
        self.node = node
        self.members = members
    }

    /// The value of `key`; `nil` where it is absent or null.
    public subscript(key: String) -> YAMLNode? {
        self.members.first { $0.key == key && !$0.value.isNull }?.value
    }

    /// The value of a key that must be there.
    public func required(_ key: String) -> YAMLNode? {
        guard let value = self[key] else {
            self.node.report("the key \(key) is missing")
            return nil
        }
        return value
    }

    public func string(_ key: String) -> String? { self[key]?.string }
    public func bool(_ key: String) -> Bool? { self[key]?.bool }

    /// The texts of a list; empty where the key is absent.
    public func strings(_ key: String) -> [String] {
        self[key]?.list?.compactMap(\.string) ?? []
    }

    /// The entries of a list; empty where the key is absent.
    public func list(_ key: String) -> [YAMLNode] {
        self[key]?.list ?? []
    }
}
