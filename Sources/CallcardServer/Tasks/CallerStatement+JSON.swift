internal import CallModel
internal import NIOCore
internal import StrictJSON

extension CallerStatement {
    /// The maximum number of entries of `customContextParameters`, `telNumbers` and `customFields` each.
    private static let listLimit = Caller.listLimit
    /// The maximum number of preferred users.
    private static let userLimit = 10

    /// Reads a flow's statement: the body of `PUT /v1/tasks/{taskId}`.
    ///
    /// A member that is left out changes nothing, null clears, a list replaces the list before. What flow products send beside is not
    /// looked at.
    ///
    /// - Throws: All that is wrong, each with its place.
    init(body: ByteBuffer) throws(Problem) {
        var reader = try BodyReader(body, known: nil)
        self.init(reading: &reader)
        try reader.finish()
    }

    /// Reads the same members out of a larger body; what is wrong with them is the reader's to tell.
    init(reading reader: inout BodyReader) {
        self.init()
        Self.readCustomer(&reader, into: &self)
        self.parameters = Self.namedValues("customContextParameters", &reader)
        self.preferredUsers = Self.preferredUsers(&reader)
    }

    private static func readCustomer(_ reader: inout BodyReader, into statement: inout CallerStatement) {
        if reader.isNull("customer") {
            for field in CallerField.allCases { statement.fields.updateValue(nil, forKey: field) }
            (statement.telNumbers, statement.customFields) = ([], [])
        }
        guard var customer = reader.object("customer", known: nil) else { return }
        for field in CallerField.allCases {
            guard let name = self.name(of: field, in: customer) else { continue }
            // An empty text is none: it clears as null does.
            statement.fields.updateValue(customer.string(name).flatMap(FieldText.clean), forKey: field)
        }
        statement.telNumbers = self.namedValues("telNumbers", &customer)
        statement.customFields = self.namedValues("customFields", &customer)
        reader.adopt(customer)
    }

    /// The name under which a body has a field, as flow products write `UPN` too; `nil` where it has none.
    private static func name(of field: CallerField, in customer: BodyReader) -> String? {
        let names = field == .upn ? ["upn", "UPN"] : [field.name]
        return names.first { customer[$0] != nil } ?? names.first(where: customer.isNull)
    }

    /// A list of `{"name","value"}`; `nil` where it is not named. Entries without a value are left out, of one name the first counts.
    private static func namedValues(_ name: String, _ reader: inout BodyReader) -> [NamedValue]? {
        guard let entries = self.entries(name, atMost: self.listLimit, &reader) else { return nil }
        var seen: Set<String> = []
        return entries.compactMap { entry in
            var entry = entry
            let name = entry.requiredString("name").flatMap(FieldText.clean)
            let value = entry.string("value").flatMap(FieldText.clean)
            reader.adopt(entry)
            guard let name, let value, seen.insert(name).inserted else { return nil }
            return NamedValue(name: name, value: value)
        }
    }

    private static func preferredUsers(_ reader: inout BodyReader) -> [PreferredUser]? {
        guard let entries = self.entries("preferredUsers", atMost: self.userLimit, &reader) else { return nil }
        var seen: Set<String> = []
        return entries.compactMap { entry in
            var entry = entry
            let upn = (entry["upn"] == nil && entry["UPN"] != nil ? entry.string("UPN") : entry.requiredString("upn"))?
                .lowercased()
            if let upn, upn.isEmpty || upn.utf8.count > FieldText.limit || upn.contains(where: \.isWhitespace) {
                let _: String? = entry.wrong("upn", "must be a UPN")
            }
            let priority = entry["priority"] == nil ? PreferredUser.usualPriority : entry.int("priority", in: 1...99)
            reader.adopt(entry)
            guard let upn, let priority, seen.insert(upn).inserted else { return nil }
            return PreferredUser(upn: upn, priority: priority)
        }
    }

    /// The objects of a list; `nil` where it is not named, empty where it is null or can't be used.
    private static func entries(_ name: String, atMost limit: Int, _ reader: inout BodyReader) -> [BodyReader]? {
        if reader.isNull(name) { return [] }
        guard let value = reader[name] else { return nil }
        if let elements = value.arrayValue, elements.count > limit { return reader.wrong(name, "has more than \(limit) entries") }
        return reader.objects(name, known: nil)
    }
}
