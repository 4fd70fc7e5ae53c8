internal import Yams

/// A value to be written as YAML.
package indirect enum YAMLValue: Hashable, Sendable {
    /// A text, quoted where it must be.
    case text(String)
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number.
    case integer(Int)
    /// A list, one element a line.
    case list([YAMLValue])
    /// A mapping, in the order to be written.
    case mapping([Member])

    /// One member of a mapping.
    package struct Member: Hashable, Sendable {
        /// The key.
        package let name: String
        /// The value behind the colon.
        package let value: YAMLValue

        /// A member called `name`.
        package init(_ name: String, _ value: YAMLValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value as a document with its line end. Texts that YAML would take for something else are quoted.
    ///
    /// - Throws: An error of the library; no value of this shape is known to cause one.
    package func document() throws -> String {
        try Yams.serialize(node: self.node, width: -1, allowUnicode: true)
    }

    private var node: Node {
        switch self {
        case .text(let text): Node(text, Tag(Self.isPlain(text) ? .implicit : .str), Self.isPlain(text) ? .any : .doubleQuoted)
        case .bool(let bool): Node(bool ? "true" : "false", Tag(.bool))
        case .integer(let number): Node(String(number), Tag(.int))
        case .list(let values): Node(values.map(\.node), Tag(.seq), values.isEmpty ? .flow : .block)
        case .mapping(let members):
            Node(members.map { (YAMLValue.text($0.name).node, $0.value.node) }, Tag(.map), members.isEmpty ? .flow : .block)
        }
    }

    /// Whether a text reads back as itself without quotes, also for readers that know `=` and `<<` (YAML 1.1) or skip a byte order
    /// mark wherever it stands.
    private static func isPlain(_ text: String) -> Bool {
        guard text != "=", text != "<<", !text.unicodeScalars.contains("\u{FEFF}") else { return false }
        guard let node = try? Yams.compose(yaml: text), let scalar = node.scalar, scalar.string == text else { return false }
        return node.null == nil && node.bool == nil && node.int == nil && node.float == nil && node.timestamp == nil
    }
}
