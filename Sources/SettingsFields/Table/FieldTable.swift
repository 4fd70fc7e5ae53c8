internal import StrictJSON

/// All members of a part of the settings: they make its readers, its writers, its defaults and its JSON Schema.
struct FieldTable<Part: Sendable>: Sendable {
    /// The part's name in the OpenAPI document.
    let name: String
    /// A part of which nothing is written: the defaults.
    let new: Part
    /// The members in the order in which they are written.
    let fields: [Field<Part>]

    init(_ name: String, new: Part, _ fields: [Field<Part>]) {
        self.name = name
        self.new = new
        self.fields = fields
    }

    /// A table of rows.
    ///
    /// - Parameter fields: One a line. A builder and not a list, since the compiler then looks at each line by itself; of a list
    ///   with a dozen key paths it makes minutes.
    init(_ name: String, new: Part, @Builder _ fields: () -> [Field<Part>]) {
        self.init(name, new: new, fields())
    }

    /// Makes an array of the rows.
    @resultBuilder
    enum Builder {
        static func buildExpression(_ field: Field<Part>) -> Field<Part> { field }
        static func buildBlock(_ fields: Field<Part>...) -> [Field<Part>] { fields }
    }

    /// The names of all members, in order.
    var names: [String] { self.fields.map(\.name) }

    /// Reads a part on top of `defaults` and returns it with what of it was written.
    ///
    /// - Returns: `nil` for what is no object, and where a member is missing that must be there.
    func read(
        _ value: SettingsValue, into defaults: Part? = nil, _ faults: inout FaultCollector
    ) -> (value: Part, written: JSONObject)? {
        guard let members = value.members else {
            faults.report("must be an object, name: value")
            return nil
        }
        for (name, _) in members where !self.names.contains(name) {
            faults.at(name) { $0.report("is not known", .unknownMember(known: self.names)) }
        }
        var (part, written, isWhole) = (defaults ?? self.new, JSONObject(), true)
        for field in self.fields {
            let kept = faults.at(field.name) { field.read(value[field.name], &part, &$0) }
            written[field.name] = kept
            if kept == nil, field.isRequired { isWhole = false }
        }
        return isWhole ? (part, written) : nil
    }

    /// The part with all members that have a value.
    func write(_ part: Part) -> JSONObject {
        JSONObject(self.fields.compactMap { field in field.write(part).map { (field.name, $0) } })
    }

    /// The part as JSON Schema (2020-12), with the defaults of what may be left out.
    var schema: JSONObject {
        let required = self.fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        var schema: JSONObject = ["type": .string("object"), "additionalProperties": .bool(false)]
        if !required.isEmpty { schema["required"] = .array(required) }
        schema["properties"] = .object(
            JSONObject(
                self.fields.map { field in
                    var member = field.schema
                    if !field.isRequired, let value = field.write(self.new), value.isPlainDefault { member["default"] = value }
                    member["description"] = .string(field.about)
                    return (field.name, .object(member))
                }))
        return schema
    }
}

extension JSONValue {
    /// Whether a default says something by itself: no empty name, and no object, whose members have their own.
    fileprivate var isPlainDefault: Bool {
        switch self {
        case .bool, .number, .array: true
        case .string(let text): !text.isEmpty
        case .null, .object: false
        }
    }
}
