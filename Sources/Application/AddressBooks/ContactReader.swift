internal import CallModel
package import StrictJSON

/// Reads a contact as flows send it, and writes it as books keep it. Members that we don't know are left out; empty ones count as
/// absent.
package struct ContactReader {
    private static let texts = [
        "firstName", "lastName", "displayName", "initials", "company", "department", "jobTitle", "userPrincipalName",
    ]
    /// The lists of telephone numbers.
    static let phoneLists = ["businessPhones", "mobilePhones", "homePhones"]
    private static let lists = ["imAddresses", "emailAddresses"] + Self.phoneLists
    private static let addressParts = ["street", "city", "country", "state", "postalCode"]
    /// The maximum number of entries of a list.
    private static let listLimit = 64

    private let object: JSONObject
    private var isWrong = false

    /// - Returns: The contact; `nil` where it has no usable id, members of a wrong type, or more than ``BookContact/largest`` bytes.
    static func contact(_ object: JSONObject) -> BookContact? {
        var reader = ContactReader(object: object)
        guard let id = Self.id(object["externalId"]) else { return nil }
        let json = reader.written(id)
        return reader.isWrong || json.count > BookContact.largest ? nil : BookContact(id: id, json: json)
    }

    /// An external id: a text, or a number as spreadsheets have them.
    package static func id(_ value: JSONValue?) -> String? {
        let text: String
        switch value {
        case .string(let string)?: text = string
        case .number(let literal)?: text = literal
        default: return nil
        }
        guard let id = FieldText.clean(text), id.count <= BookContact.longestID else { return nil }
        return id
    }

    private init(object: JSONObject) {
        self.object = object
    }

    private mutating func written(_ id: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.member("externalId", id)
            for name in Self.texts { writer.member(name, self.text(self.object[name])) }
            for name in Self.lists {
                let texts = self.elements(of: name).compactMap { self.text($0) }
                if !texts.isEmpty { writer.texts(name, texts) }
            }
            self.writeAddresses(to: &writer)
            self.writeCustomFields(to: &writer)
        }
        return writer.bytes
    }

    private mutating func writeAddresses(to writer: inout JSONWriter) {
        var addresses: [[(name: String, value: String)]] = []
        for element in self.elements(of: "addresses") {
            guard let object = self.member(element) else { continue }
            let parts = Self.addressParts.compactMap { name in self.text(object[name]).map { (name, $0) } }
            if !parts.isEmpty { addresses.append(parts) }
        }
        guard !addresses.isEmpty else { return }
        writer.array("addresses") { writer in
            for parts in addresses {
                writer.object { writer in
                    for part in parts { writer.member(part.name, part.value) }
                }
            }
        }
    }

    private mutating func writeCustomFields(to writer: inout JSONWriter) {
        var fields: [NamedValue] = []
        for element in self.elements(of: "customFields") {
            guard let object = self.member(element) else { continue }
            guard let name = self.text(object["name"]) else {
                self.isWrong = true
                continue
            }
            if let value = self.text(object["value"], takesNumbers: true) { fields.append(NamedValue(name: name, value: value)) }
        }
        guard !fields.isEmpty else { return }
        writer.array("customFields") { writer in
            for field in fields {
                writer.object { writer in
                    writer.member("name", field.name)
                    writer.member("value", field.value)
                }
            }
        }
    }

    private mutating func elements(of name: String) -> [JSONValue] {
        guard let value = self.object[name], value != .null else { return [] }
        guard let elements = value.arrayValue, elements.count <= Self.listLimit else {
            self.isWrong = true
            return []
        }
        return elements
    }

    private mutating func member(_ value: JSONValue) -> JSONObject? {
        if value == .null { return nil }
        guard let object = value.objectValue else {
            self.isWrong = true
            return nil
        }
        return object
    }

    private mutating func text(_ value: JSONValue?, takesNumbers: Bool = false) -> String? {
        switch value {
        case .string(let text)?: return FieldText.clean(text)
        case .number(let literal)? where takesNumbers: return literal
        case .null?, nil: return nil
        default:
            self.isWrong = true
            return nil
        }
    }
}
