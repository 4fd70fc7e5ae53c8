/// A JSON value as it was written.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    /// The number's literal with every digit, such as `9007199254740993` or `1.0e-7`: what it means is for the reader to say.
    case number(String)
    /// Text with its escapes resolved.
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
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
