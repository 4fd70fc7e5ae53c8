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
            self.caller[field] = field == .url ? scalar.text.flatMap(Self.webAddress) : scalar.text
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

    /// The address of a record's page, which agents will click on; `nil` unless it is http or https, names a host, and holds no
    /// user, space, backslash or control character.
    ///
    /// Text beyond ASCII is refused too: browsers read it in more than one way.
    private static func webAddress(_ text: String) -> String? {
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard text.utf8.count <= 2_048, ["http", "https"].contains(scheme) else { return nil }
        let rest = text.dropFirst(scheme.utf8.count)
        guard rest.hasPrefix("://"), rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            return nil
        }
        let authority = rest.dropFirst(3).prefix { !"/?#".contains($0) }
        let refused = Set("@<>\"'`{}|^%".utf8)
        guard let first = authority.first, first != ":", !authority.utf8.contains(where: refused.contains) else { return nil }
        return text
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
