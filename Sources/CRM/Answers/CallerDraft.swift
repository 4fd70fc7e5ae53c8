package import CallModel
package import StrictJSON

/// A caller while it is being filled from JSON, member by member.
package struct CallerDraft {
    /// The caller so far.
    package private(set) var caller = Caller()

    /// Begins without a member.
    package init() {}

    /// Sets one member; null and empty leave it absent.
    ///
    /// - Returns: `false` for an unknown name, and for a value of the wrong type.
    package mutating func set(_ name: String, _ value: JSONValue) -> Bool {
        switch name {
        case "telNumbers": return self.addList(value) { $0.addTelNumber(name: $1, value: $2) }
        case "customFields": return self.addList(value) { $0.addCustomField(name: $1, value: $2) }
        default:
            guard let field = CallerField(name: name), let scalar = FieldScalar(value) else { return false }
            self.caller[field] = scalar.text
            return true
        }
    }

    /// Adds `[{"name": …, "value": …}]` or `{<name>: <value>}`; entries without a value are left out.
    private mutating func addList(_ value: JSONValue, _ add: (inout Caller, String, String) -> Bool) -> Bool {
        guard let entries = Self.entries(of: value) else { return false }
        for (name, value) in entries {
            guard let scalar = FieldScalar(value) else { return false }
            // A second entry of one name is dropped: the first wins.
            if let text = scalar.text { _ = add(&self.caller, name, text) }
        }
        return true
    }

    private static func entries(of value: JSONValue) -> [(name: String, value: JSONValue)]? {
        switch value {
        case .null: return []
        case .object(let object): return object.members
        case .array(let list):
            var entries: [(name: String, value: JSONValue)] = []
            for item in list {
                guard let object = item.objectValue, let name = object["name"]?.stringValue else { return nil }
                entries.append((name, object["value"] ?? .null))
            }
            return entries
        default: return nil
        }
    }
}

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
