internal import YAMLReader

/// Looks at parts that were read, and reported, already.
extension YAMLNode {
    /// A member of a mapping; `nil` where it is absent or null.
    func member(_ name: String) -> YAMLNode? {
        let (node, rest) = self.descendant(at: [name])
        return rest.isEmpty && !node.isNull ? node : nil
    }

    /// The entries of a list; empty for anything else.
    var entries: [YAMLNode] { self.isList ? self.list ?? [] : [] }

    /// The text of a scalar; `nil` for anything else.
    var text: String? { self.readings?.text }

    /// Its place, as a problem without a message.
    var place: YAMLProblem { self.problem("") }
}
