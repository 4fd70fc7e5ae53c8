internal import CallModel
internal import StrictJSON

/// A kind of value: how it is read, written as JSON, and described as JSON Schema.
struct FieldKind<Value: Sendable>: Sendable {
    /// The kind as JSON Schema (2020-12).
    let schema: JSONObject
    /// Whether an empty text is as good as none.
    var isText = false
    /// Reads a value and returns it with what of it was written, in its one form; `nil` after having reported what is wrong.
    let read: @Sendable (SettingsValue, inout FaultCollector) -> (value: Value, written: JSONValue)?
    /// The value as JSON, in its one form.
    let write: @Sendable (Value) -> JSONValue
}

extension FieldKind {
    /// A kind that is one scalar.
    ///
    /// - Parameter demand: The message where `parse` returns `nil`: `must be …`.
    private init(
        _ schema: JSONObject, isText: Bool = false, _ demand: String, parse: @escaping @Sendable (SettingsValue) -> Value?,
        write: @escaping @Sendable (Value) -> JSONValue
    ) {
        self.schema = schema
        self.isText = isText
        self.write = write
        self.read = { value, faults in
            guard let parsed = parse(value) else {
                faults.report(demand)
                return nil
            }
            return (parsed, write(parsed))
        }
    }

    /// A part of the settings with members of its own.
    static func part(_ table: FieldTable<Value>) -> FieldKind {
        FieldKind(
            schema: ["$ref": .string("#/components/schemas/\(table.name)")],
            read: { value, faults in table.read(value, &faults).map { ($0.value, .object($0.written)) } },
            write: { .object(table.write($0)) })
    }
}

extension FieldKind<String> {
    /// Any text of at least one character.
    static let text = FieldKind(
        ["type": .string("string"), "minLength": .number("1")], isText: true, "must be a text of at least one character",
        parse: { $0.text.flatMap { $0.isEmpty ? nil : $0 } }, write: JSONValue.string)

    /// A user principal name, in lower case.
    static let upn = FieldKind(
        ["type": .string("string"), "minLength": .number("1"), "pattern": .string(#"^\S+$"#)], isText: true,
        "must be a UPN, without blanks",
        parse: { value in
            value.text.map { $0.lowercased() }.flatMap { $0.isEmpty || $0.contains(where: \.isWhitespace) ? nil : $0 }
        }, write: JSONValue.string)
}

extension FieldKind<Bool> {
    /// `true` or `false`.
    static let flag = FieldKind(
        ["type": .string("boolean")], "must be true or false", parse: \.flag, write: JSONValue.bool)
}

extension FieldKind<Duration> {
    /// A length of time, written as a whole number of milliseconds.
    static func milliseconds(in range: ClosedRange<Int>) -> FieldKind {
        FieldKind(
            [
                "type": .string("integer"), "minimum": .number(String(range.lowerBound)),
                "maximum": .number(String(range.upperBound)),
            ], "must be a whole number from \(range.lowerBound) to \(range.upperBound)",
            parse: { $0.integer.flatMap { range.contains($0) ? .milliseconds($0) : nil } },
            write: { .number(String($0.nanoseconds / 1_000_000)) })
    }
}

extension FieldKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words, which the OpenAPI document lists under a name of their own.
    static func word(named name: String) -> FieldKind {
        FieldKind(
            ["$ref": .string("#/components/schemas/\(name)")],
            "must be one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
            parse: { $0.text.flatMap(Value.init(rawValue:)) }, write: { .string($0.rawValue) })
    }
}

extension FieldKind<Region> {
    /// A region by its two letters.
    static let region = FieldKind(
        ["$ref": .string("#/components/schemas/Region")], isText: true,
        "must be two upper-case letters (ISO 3166-1 alpha-2), such as DE",
        parse: { $0.text.flatMap(Region.init) }, write: { .string($0.code) })
}

extension FieldKind<ConnectorID> {
    /// A connector by its id.
    static let connector = FieldKind(
        ["$ref": .string("#/components/schemas/ConnectorID")],
        "must be 1 to 64 of a-z 0-9 - _, beginning with a letter or digit",
        parse: { $0.text.flatMap(ConnectorID.init) }, write: { .string($0.value) })
}
