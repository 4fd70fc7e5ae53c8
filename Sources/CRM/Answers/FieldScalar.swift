import StrictJSON

/// A JSON value that may stand in a caller's field: text, a number, or nothing.
struct FieldScalar {
    /// `nil` for null. Numbers keep every digit that was written.
    let text: String?

    /// Returns `nil` for what is no scalar, and for `true` and `false`, which say nothing about a caller.
    init?(_ value: JSONValue) {
        switch value {
        case .null: self.text = nil
        case .string(let text): self.text = text
        case .number(let literal): self.text = literal
        case .bool, .array, .object: return nil
        }
    }
}
