internal import Application
internal import CallModel
internal import NIOCore
internal import StrictJSON

/// The question for a name as switches send it: a form, JSON, or a URL's query. Members that are not known are not looked at, and
/// a limit that can't be used is the nearest that can, so that as little as possible costs a call its name.
extension CallerNameQuery {
    private static let known: Set<String> = ["number", "service", "session", "deadlineMs", "likely", "max", "ascii"]

    /// - Parameters:
    ///   - body: In the language that `contentType` says; a form where it says nothing and the body is no JSON object.
    /// - Returns: `nil` for a body that can't be read.
    init?(_ body: ByteBuffer, contentType: String?) {
        let bytes = body.readableBytesView
        let isJSON =
            contentType.map(APIRequest.isJSON) ?? false
            || contentType?.lowercased().contains("form") != true && bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
        if isJSON { self.init(json: body) } else { self.init(form: bytes) }
    }

    /// - Returns: `nil` for a text that is no form.
    init?(form bytes: some Collection<UInt8>) {
        guard let form = FormMembers(bytes) else { return nil }
        self.init(
            form.members.map { name, value in
                // Whoever sends +49… unencoded sends a blank.
                let isBarePlus = name == "number" && value.first == " " && value.dropFirst().first?.isNumber ?? false
                return (name, isBarePlus ? "+" + value.dropFirst() : value)
            })
    }

    private init?(json body: ByteBuffer) {
        guard let object = try? BodyReader.object(in: body) else { return nil }
        var members: [(name: String, value: String)] = []
        for (name, value) in object.members where Self.known.contains(name) {
            switch value {
            case .null: continue
            case .string(let text), .number(let text): members.append((name, text))
            case .bool(let isTrue): members.append((name, isTrue ? "yes" : "no"))
            case .array, .object: return nil
            }
        }
        self.init(members)
    }

    /// - Returns: `nil` where a member comes twice.
    private init?(_ members: [(name: String, value: String)]) {
        var values: [String: String] = [:]
        for (name, value) in members where Self.known.contains(name) {
            guard values.updateValue(value, forKey: name) == nil else { return nil }
        }
        func text(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
        func number(_ name: String, in range: ClosedRange<Int>) -> Int? {
            text(name).flatMap(Int.init).map { min(max($0, range.lowerBound), range.upperBound) }
        }
        self.init()
        self.number = values["number"]
        self.service = text("service")
        self.session = text("session").flatMap { SessionID.isValid($0) ? $0 : nil }
        if let deadline = number("deadlineMs", in: 100...7_500) { self.deadline = .milliseconds(deadline) }
        if let length = number("max", in: SwitchName.lengths) { self.length = length }
        self.takesLikely = text("likely")?.lowercased() == "yes"
        self.isASCII = text("ascii")?.lowercased() == "yes"
    }
}
