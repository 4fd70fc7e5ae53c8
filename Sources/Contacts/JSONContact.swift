package import CallModel
package import StrictJSON

/// A contact in JSON, as the address book interface takes it (`businessPhones`, `emailAddresses` …), or as caller fields
/// (`telNumbers`, `email` …); both may stand in one object. Unknown members are not looked at.
package struct JSONContact: Redacted {
    /// The contact without its numbers.
    package private(set) var caller = Caller()
    /// Cells with numbers and their names; see ``NumberCell``.
    package private(set) var numbers: [(name: String, text: String)] = []
    /// `block` as a CSV file would have it: a word for yes or no, or the block's number; `nil` where there is none.
    package private(set) var block: String?
    /// Whether a member is of another type than it should be; such a contact can't be trusted.
    package private(set) var hasWrongType = false
    private var primary: String?

    /// Reads the members of `object`; null counts as absent.
    package init(_ object: JSONObject) {
        for (name, value) in object.members where value != .null { self.read(name, value) }
        if let primary, !self.numbers.contains(where: { $0.text == primary }) { self.numbers.insert(("Primary", primary), at: 0) }
    }

    /// Whether it names a person: a display name that equals the company's does not.
    package var hasPerson: Bool {
        let display = self.caller[.displayName]
        return self.caller[.firstName] != nil || self.caller[.lastName] != nil
            || (display != nil && display != self.caller[.company])
    }

    /// The caller with its numbers.
    package var finished: Caller {
        var caller = self.caller
        var named = NamedNumbers()
        for (name, cell) in self.numbers {
            for text in NumberCell.texts(in: cell) { named.add(text, name: name, isPrimary: cell == self.primary) }
        }
        named.write(to: &caller)
        return caller
    }

    private mutating func read(_ name: String, _ value: JSONValue) {
        switch name {
        case "externalId", "id": self.set(.id, self.textOrNumber(value))
        case "userPrincipalName", "upn", "UPN": self.set(.upn, self.text(value))
        case "emailAddresses": self.set(.email, self.texts(value).first)
        case "imAddresses": self.set(.imAddress, self.texts(value).first)
        case "businessPhones": self.add(self.texts(value), "Office")
        case "mobilePhones": self.add(self.texts(value), "Mobile")
        case "homePhones": self.add(self.texts(value), "Home")
        case "telNumbers":
            for entry in self.pairs(value) { self.add([entry.value], entry.name) }
        case "customFields":
            for entry in self.pairs(value) { self.caller.addCustomField(name: entry.name, value: entry.value) }
        case "addresses": self.readAddress(value)
        case "primaryTelNumber": self.primary = self.text(value).flatMap(FieldText.clean)
        case "block":
            if case .bool(let isBlock) = value { self.block = isBlock ? "yes" : "no" } else { self.block = self.text(value) }
        default:
            if let field = CallerField(name: name) { self.set(field, self.text(value)) }
        }
    }

    private mutating func set(_ field: CallerField, _ text: String?) {
        if self.caller[field] == nil { self.caller[field] = text?.onOneLine(joinedBy: field == .streetAddress ? ", " : " ") }
    }

    private mutating func add(_ texts: [String], _ name: String) {
        for text in texts.compactMap(FieldText.clean) { self.numbers.append((FieldText.clean(name) ?? "Phone", text)) }
    }

    /// The first address with anything in it; parts of two are never mixed.
    private mutating func readAddress(_ value: JSONValue) {
        guard let addresses = value.arrayValue else { return self.hasWrongType = true }
        let parts: [(String, CallerField)] = [
            ("street", .streetAddress), ("postalCode", .postCode), ("city", .city), ("state", .state), ("country", .country),
        ]
        for address in addresses {
            guard let object = address.objectValue else { return self.hasWrongType = true }
            let found = parts.compactMap { name, field in
                object[name].flatMap { $0 == .null ? nil : self.text($0) }.flatMap(FieldText.clean).map { (field, $0) }
            }
            if found.isEmpty { continue }
            for (field, text) in found { self.set(field, text) }
            return
        }
    }

    private mutating func text(_ value: JSONValue) -> String? {
        if let text = value.stringValue { return text }
        self.hasWrongType = true
        return nil
    }

    /// Ids and facts are often numbers; their digits are kept as they were written.
    private mutating func textOrNumber(_ value: JSONValue) -> String? {
        if case .number(let literal) = value { return literal }
        return self.text(value)
    }

    private mutating func texts(_ value: JSONValue) -> [String] {
        guard let values = value.arrayValue else {
            self.hasWrongType = true
            return []
        }
        var texts: [String] = []
        for value in values where value != .null {
            if let text = self.text(value) { texts.append(text) }
        }
        return texts
    }

    /// `[{"name": …, "value": …}]`.
    private mutating func pairs(_ value: JSONValue) -> [(name: String, value: String)] {
        guard let entries = value.arrayValue else {
            self.hasWrongType = true
            return []
        }
        var pairs: [(name: String, value: String)] = []
        for entry in entries {
            guard let name = entry.objectValue?["name"], let value = entry.objectValue?["value"] else {
                self.hasWrongType = true
                continue
            }
            if value == .null { continue }
            if let name = self.text(name), let text = self.textOrNumber(value) { pairs.append((name, text)) }
        }
        return pairs
    }
}
