import CallModel
import Contacts
import StrictJSON

/// Reads what a flow answers: task information, or the caller's fields alone. Unknown members are not looked at.
enum FlowAnswer {
    /// The flow's finding; `nil` where it says nothing.
    ///
    /// - Throws: ``ConnectorError/badPayload`` for what is no JSON object, and for members of a wrong type.
    static func finding(in body: [UInt8]) throws(ConnectorError) -> Finding? {
        // A response without a body says nothing.
        guard !body.isEmpty else { return nil }
        let object: JSONObject?
        do throws(StrictJSONError) {
            object = try StrictJSON.parse(body).objectValue
        } catch {
            throw .badPayload
        }
        guard let object else { throw .badPayload }
        let contact = JSONContact(try Self.caller(of: object))
        guard !contact.hasWrongType else { throw .badPayload }
        let extras = FlowExtras(parameters: try Self.parameters(of: object), preferredUsers: try Self.users(of: object))
        let isSilent = extras.parameters.isEmpty && extras.preferredUsers.isEmpty
        guard !contact.finished.isEmpty || !isSilent else { return nil }
        return Finding(grade: .exact, caller: contact.finished, extras: isSilent ? nil : extras)
    }

    private static func caller(of object: JSONObject) throws(ConnectorError) -> JSONObject {
        switch object["customer"] {
        case nil: return object
        case .null?: return JSONObject()
        case .object(let customer)?: return customer
        default: throw .badPayload
        }
    }

    private static func parameters(of object: JSONObject) throws(ConnectorError) -> [NamedValue] {
        var parameters: [NamedValue] = []
        for entry in try Self.entries(of: object["customContextParameters"]) {
            guard let name = entry["name"]?.stringValue.flatMap(FieldText.clean) else { throw .badPayload }
            guard let value = entry["value"], value != .null else { continue }
            guard let text = value.stringValue else { throw .badPayload }
            guard let text = FieldText.clean(text), !parameters.contains(where: { $0.name == name }) else { continue }
            parameters.append(NamedValue(name: name, value: text))
        }
        return Array(parameters.prefix(Caller.listLimit))
    }

    private static func users(of object: JSONObject) throws(ConnectorError) -> [PreferredUser] {
        var users: [PreferredUser] = []
        for entry in try Self.entries(of: object["preferredUsers"]) {
            guard let upn = (entry["upn"] ?? entry["UPN"])?.stringValue.flatMap(FieldText.clean),
                let priority = Self.priority(entry["priority"])
            else { throw .badPayload }
            users.append(PreferredUser(upn: upn.lowercased(), priority: priority))
        }
        guard users.count <= PreferredUser.most else { throw .badPayload }
        return users
    }

    /// A priority, the usual one where none is said; `nil` where it is wrong.
    private static func priority(_ value: JSONValue?) -> Int? {
        guard let value, value != .null else { return PreferredUser.usualPriority }
        return value.intValue.flatMap { (1...99).contains($0) ? $0 : nil }
    }

    private static func entries(of value: JSONValue?) throws(ConnectorError) -> [JSONObject] {
        guard let value, value != .null else { return [] }
        guard let elements = value.arrayValue else { throw .badPayload }
        let objects = elements.compactMap(\.objectValue)
        guard objects.count == elements.count else { throw .badPayload }
        return objects
    }
}
