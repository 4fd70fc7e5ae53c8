/// A place in a JSON document (RFC 6901), such as `/params/args/2`.
package struct JSONPointer: Hashable, Sendable {
    /// Names of members and places in arrays (from 0), from the outside in; none for the whole document.
    private let steps: [String]

    /// The place that the steps lead to.
    ///
    /// - Parameter steps: Names of members and places in arrays (from 0), from the outside in; none for the whole document.
    package init(_ steps: some Sequence<String>) {
        self.steps = Array(steps)
    }

    /// Returns `nil` for what is no pointer, and for the empty one, which means the whole document.
    package init?(_ text: String) {
        guard text.hasPrefix("/") else { return nil }
        var steps: [String] = []
        for step in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let name = Self.unescaped(step) else { return nil }
            steps.append(name)
        }
        self.steps = steps
    }

    /// The pointer as RFC 6901 has it; empty for the whole document.
    package var text: String {
        self.steps.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }

    /// `document` with `value` at this place.
    ///
    /// - Returns: `nil` where there is no such place. All steps but the last must be there, and the last one too in an array; a
    ///   member of an object is added.
    package func put(_ value: JSONValue, into document: JSONValue) -> JSONValue? {
        Self.put(value, into: document, at: self.steps[...])
    }

    private static func put(_ value: JSONValue, into document: JSONValue, at steps: ArraySlice<String>) -> JSONValue? {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch document {
        case .object(var object):
            guard let inner = object[step] ?? (rest.isEmpty ? .null : nil) else { return nil }
            guard let changed = self.put(value, into: inner, at: rest) else { return nil }
            object[step] = changed
            return .object(object)
        case .array(var elements):
            guard let index = Int(step), String(index) == step, elements.indices.contains(index),
                let changed = self.put(value, into: elements[index], at: rest)
            else { return nil }
            elements[index] = changed
            return .array(elements)
        case .null, .bool, .number, .string: return nil
        }
    }

    /// `~1` is a slash and `~0` a tilde; a tilde before anything else is a mistake.
    private static func unescaped(_ step: Substring) -> String? {
        var name = ""
        var rest = step
        while let tilde = rest.firstIndex(of: "~") {
            name += rest[..<tilde]
            rest = rest[rest.index(after: tilde)...]
            switch rest.popFirst() {
            case "0": name += "~"
            case "1": name += "/"
            default: return nil
            }
        }
        return name + rest
    }
}
