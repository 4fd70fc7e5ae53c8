/// A JSON value as it was written.
public enum JSONValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// The number's literal with every digit, such as `9007199254740993` or `1.0e-7`; the reader decides what it means.
    case number(String)
    /// Text with its escapes resolved.
    case string(String)
    /// The elements in order.
    case array([JSONValue])
    /// The members in order.
    case object(JSONObject)
}

extension JSONValue {
    /// The text of a string, `nil` for anything else.
    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The elements of an array, `nil` for anything else.
    public var arrayValue: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object, `nil` for anything else.
    public var objectValue: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// `true` or `false`, `nil` for anything else.
    public var boolValue: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// A number written as an integer (no fraction, no exponent) that fits into `Int`; `nil` for anything else.
    public var intValue: Int? {
        if case .number(let literal) = self { Int(literal) } else { nil }
    }
}

extension JSONValue: Equatable {
    /// Two values are equal when they are written alike: texts byte for byte, numbers digit for digit (`1.0` is not `1`),
    /// objects with their members in the same order.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}
