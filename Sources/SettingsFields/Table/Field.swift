internal import StrictJSON

/// One member of a part of the settings: how it is read, written and described.
struct Field<Part: Sendable>: Sendable {
    /// Its name in JSON and YAML.
    let name: String
    /// Whether the part is nothing without it.
    let isRequired: Bool
    /// Its meaning, for people.
    let about: String
    /// Its value as JSON Schema, without default and description.
    let schema: JSONObject
    /// Reads the member into its place and returns what was written; `nil` where it was left out or can't be used.
    let read: @Sendable (SettingsValue, inout Part, inout FaultCollector) -> JSONValue?
    /// The member as JSON; `nil` where there is nothing to write.
    let write: @Sendable (Part) -> JSONValue?

    /// A member that always has a value: that of a new part where it is left out.
    init<Value>(
        _ name: String, _ place: any WritableKeyPath<Part, Value> & Sendable, _ kind: FieldKind<Value>, isRequired: Bool = false,
        _ about: String
    ) {
        self.name = name
        self.isRequired = isRequired
        self.about = about
        self.schema = kind.schema
        self.read = { value, part, faults in
            guard let read = Self.read(value, kind, isRequired: isRequired, &faults) else { return nil }
            part[keyPath: place] = read.value
            return read.written
        }
        self.write = { kind.write($0[keyPath: place]) }
    }

    /// A member that may have no value.
    init<Value>(
        _ name: String, _ place: any WritableKeyPath<Part, Value?> & Sendable, _ kind: FieldKind<Value>, _ about: String
    ) {
        self.name = name
        self.isRequired = false
        self.about = about
        self.schema = kind.schema
        self.read = { value, part, faults in
            guard let read = Self.read(value, kind, isRequired: false, &faults) else { return nil }
            part[keyPath: place] = read.value
            return read.written
        }
        self.write = { $0[keyPath: place].map(kind.write) }
    }

    private static func read<Value>(
        _ value: SettingsValue, _ kind: FieldKind<Value>, isRequired: Bool, _ faults: inout FaultCollector
    ) -> (value: Value, written: JSONValue)? {
        guard value.isAbsent || (kind.isText && value.text == "") else { return kind.read(value, &faults) }
        if isRequired { faults.report("is missing") }
        return nil
    }
}
