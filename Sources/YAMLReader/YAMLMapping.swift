/// A mapping with a known set of keys. A key that is absent, or present with no value, reads as `nil` without a problem.
package struct YAMLMapping {
    /// The mapping's own node, for problems that concern it as a whole.
    package let node: YAMLNode
    private let members: [(key: String, value: YAMLNode)]

    /// A mapping whose keys were checked already.
    init(node: YAMLNode, members: [(key: String, value: YAMLNode)]) {
        self.node = node
        self.members = members
    }

    /// The value of `key`; `nil` where it is absent or null.
    package subscript(key: String) -> YAMLNode? {
        self.members.first { $0.key == key && !$0.value.isNull }?.value
    }

    /// The value of a key that must be there; `nil` with a problem where it is not.
    package func required(_ key: String) -> YAMLNode? {
        guard let value = self[key] else {
            self.node.report("the key \(key) is missing")
            return nil
        }
        return value
    }

    /// The text of `key`; `nil` where it is absent, and with a problem where it is no text.
    package func string(_ key: String) -> String? { self[key]?.string }

    /// The truth value of `key`; `nil` where it is absent, and with a problem where it is none.
    package func bool(_ key: String) -> Bool? { self[key]?.bool }

    /// The texts of a list; empty where the key is absent.
    package func strings(_ key: String) -> [String] {
        self[key]?.list?.compactMap(\.string) ?? []
    }

    /// The entries of a list; empty where the key is absent.
    package func list(_ key: String) -> [YAMLNode] {
        self[key]?.list ?? []
    }
}
