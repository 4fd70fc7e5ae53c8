import StrictJSON

/// The shape of a JSON value: its keys and the kinds of its values, and nothing of their content.
enum JSONShape {
    /// The most members of an object that are told, the deepest nesting, and the most lines.
    private static let mostMembers = 60
    private static let deepest = 6
    private static let mostLines = 200

    /// One line for each member; elements of an array are told together, each member once with all the kinds that it has.
    static func lines(of value: JSONValue) -> [String] {
        var lines: [String] = []
        Self.write([value], name: nil, depth: 0, to: &lines)
        guard lines.count > Self.mostLines else { return lines }
        return lines.prefix(Self.mostLines) + ["…"]
    }

    private static func write(_ values: [JSONValue], name: String?, depth: Int, to lines: inout [String]) {
        let indent = String(repeating: "  ", count: depth)
        let label = name.map { "\($0): " } ?? ""
        lines.append(indent + label + Self.kinds(of: values))
        guard depth < Self.deepest else { return }
        let elements = values.compactMap(\.arrayValue).flatMap(\.self)
        if elements.contains(where: \.hasParts) { Self.write(elements, name: "[]", depth: depth + 1, to: &lines) }
        let members = values.compactMap(\.objectValue).flatMap(\.members)
        var names: [String] = []
        for member in members where !names.contains(member.name) && names.count <= Self.mostMembers { names.append(member.name) }
        for name in names.prefix(Self.mostMembers) {
            Self.write(members.filter { $0.name == name }.map(\.value), name: name, depth: depth + 1, to: &lines)
        }
        if names.count > Self.mostMembers { lines.append(indent + "  …") }
    }

    /// `string or null`, `array of 3 strings`.
    private static func kinds(of values: [JSONValue]) -> String {
        var kinds: [String] = []
        for kind in values.map(\.shapeName) where !kinds.contains(kind) { kinds.append(kind) }
        return kinds.isEmpty ? "nothing" : kinds.joined(separator: " or ")
    }
}

extension JSONValue {
    /// Whether there is a shape within it.
    fileprivate var hasParts: Bool { self.objectValue != nil || self.arrayValue != nil }

    /// The value's kind, as jq names kinds.
    fileprivate var shapeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .object: "object"
        case .array(let elements):
            elements.isEmpty
                ? "empty array"
                : elements.contains(where: \.hasParts)
                    ? "array of \(elements.count)"
                    : "array of \(elements.count) (\(Set(elements.map(\.shapeName)).sorted().joined(separator: " or ")))"
        }
    }
}
