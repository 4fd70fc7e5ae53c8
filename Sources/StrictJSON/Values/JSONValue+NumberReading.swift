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
