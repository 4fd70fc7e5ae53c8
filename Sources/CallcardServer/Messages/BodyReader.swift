internal import Application
internal import CallModel
internal import NIOCore
internal import StrictJSON

/// Reads the members of a request's object and collects what is wrong with them, so that all of it is told at once.
struct BodyReader {
    private let object: JSONObject
    /// The path of the object in the body, from the outside in; empty for the body itself.
    private let base: [String]
    private(set) var faults: [Refusal.Fault] = []

    /// - Parameter known: The members that the contract has; others are faults. `nil` where others are not looked at.
    /// - Throws: `malformedJson` for what is no JSON object by the strict rules.
    init(_ body: ByteBuffer, known: [String]?) throws(Problem) {
        self.init(try Self.object(in: body), base: [], known: known)
    }

    /// The object that a body is.
    ///
    /// - Throws: `malformedJson` for what is no JSON object by the strict rules.
    static func object(in body: ByteBuffer) throws(Problem) -> JSONObject {
        guard let object = try Self.value(in: body).objectValue else {
            throw Problem(.malformedJson, "The body must be a JSON object.")
        }
        return object
    }

    /// The value that a body is.
    ///
    /// - Throws: `malformedJson` for what is no JSON by the strict rules.
    static func value(in body: ByteBuffer) throws(Problem) -> JSONValue {
        let parsed = body.withUnsafeReadableBytes { bytes in
            Result { () throws(StrictJSONError) in try StrictJSON.parse(bytes) }
        }
        do throws(StrictJSONError) {
            return try parsed.get()
        } catch {
            throw Problem(.malformedJson, "The body is not JSON as RFC 8259 has it: \(error.label) at byte \(error.offset).")
        }
    }

    init(_ object: JSONObject, base: [String], known: [String]?) {
        self.object = object
        self.base = base
        guard let known else { return }
        for (name, _) in object.members where !known.contains(name) {
            // A member's name is the caller's text.
            let member = Refusal.Fault.canShow(name) ? base + [name] : base
            self.faults.append(.init(member, .unknownMember, "Known members: \(known.joined(separator: ", "))."))
        }
    }

    /// The member, `nil` where it is absent or null.
    subscript(name: String) -> JSONValue? {
        guard let value = self.object[name], value != .null else { return nil }
        return value
    }

    /// Whether the member is there and null, which clears something where flows send it.
    func isNull(_ name: String) -> Bool { self.object[name] == .null }

    /// A member that is a text; `nil` where it is absent, null or something else.
    mutating func string(_ name: String) -> String? {
        guard let value = self[name] else { return nil }
        return value.stringValue ?? self.wrong(name, "must be a text")
    }

    /// A member that is a text and must be there.
    mutating func requiredString(_ name: String) -> String? {
        guard self[name] != nil else { return self.wrong(name, "is missing") }
        return self.string(name)
    }

    /// A member that is true or false.
    mutating func bool(_ name: String) -> Bool? {
        guard let value = self[name] else { return nil }
        return value.boolValue ?? self.wrong(name, "must be true or false")
    }

    /// A member that is a whole number within a range.
    mutating func int(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = self[name] else { return nil }
        guard let number = value.intValue, range.contains(number) else {
            return self.wrong(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A member that is an object; what is wrong in it counts once it is handed to ``adopt(_:)``.
    mutating func object(_ name: String, known: [String]?) -> BodyReader? {
        guard let value = self[name] else { return nil }
        guard let object = value.objectValue else { return self.wrong(name, "must be an object") }
        return BodyReader(object, base: self.base + [name], known: known)
    }

    /// The objects of a member that is a list of them; empty where it is absent.
    mutating func objects(_ name: String, known: [String]?) -> [BodyReader] {
        guard let value = self[name] else { return [] }
        guard let elements = value.arrayValue else { return self.wrong(name, "must be a list") ?? [] }
        return elements.enumerated().compactMap { index, element in
            guard let object = element.objectValue else { return self.wrong(name, at: index, "must be an object") }
            return BodyReader(object, base: self.base + [name, String(index)], known: known)
        }
    }

    /// Texts of a member that is a list of them; `nil` where it is absent.
    mutating func texts(_ name: String, atMost limit: Int = 10_000) -> [String]? {
        guard let value = self[name] else { return nil }
        guard let elements = value.arrayValue, elements.count <= limit else {
            return self.wrong(name, "must be a list of at most \(limit) texts")
        }
        return elements.enumerated().compactMap { index, element in
            element.stringValue ?? self.wrong(name, at: index, "must be a text")
        }
    }

    /// A member that is a list of texts and must be there; empty where it can't be used.
    mutating func requiredTexts(_ name: String, atMost limit: Int) -> [String] {
        guard self[name] != nil else { return self.wrong(name, "is missing") ?? [] }
        return self.texts(name, atMost: limit) ?? []
    }

    /// Adds the faults of a part.
    mutating func adopt(_ part: BodyReader) {
        self.faults += part.faults
    }

    /// A member that is one of a few words.
    mutating func word<Word: RawRepresentable & CaseIterable>(_ name: String, _: Word.Type) -> Word?
    where Word.RawValue == String {
        guard let text = self.string(name) else { return nil }
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return Word(rawValue: text) ?? self.wrong(name, "must be one of \(words)")
    }

    /// A member that is a date and time as RFC 3339 has it, or Unix time in seconds as a number.
    mutating func moment(_ name: String) -> WallTime? {
        let moment: WallTime?
        switch self[name] {
        case nil: return nil
        case .string(let text): moment = WallTime(rfc3339: text)
        case .number(let literal): moment = WallTime(unixSeconds: literal)
        case .null, .bool, .array, .object: moment = nil
        }
        return moment ?? self.wrong(name, "must be a date and time as RFC 3339 has it, or Unix time in seconds as a number")
    }

    /// A member that is a region.
    mutating func region(_ name: String) -> Region? {
        guard let code = self.string(name) else { return nil }
        return Region(code) ?? self.wrong(name, "must be two upper-case letters (ISO 3166-1 alpha-2)")
    }

    /// Notes that a member, or an element of a member that is a list, can't be used.
    mutating func wrong<Value>(_ name: String, at index: Int? = nil, _ what: String) -> Value? {
        let place = [name] + (index.map { [String($0)] } ?? [])
        self.faults.append(.init(self.base + place, .invalidValue, "\(place.joined(separator: "/")) \(what)."))
        return nil
    }

    /// Throws all faults so far as one problem.
    func finish() throws(Problem) {
        if !self.faults.isEmpty { throw Refusal(faults: self.faults).problem }
    }
}
