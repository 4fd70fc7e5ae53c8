import CRM
import CallModel
import Manifests
import OutboundHTTP
import StrictJSON
import YAMLReader

/// One recorded question with the CRM's answers and the expected findings.
struct Fixture: Sendable {
    /// The file's name without its ending.
    let name: String
    let number: PhoneNumber
    /// The region in which the CRM's national writings are read.
    let region: Region?
    /// The operator's own writings of numbers.
    let writings: [NumberWriting]
    /// Settings beside examples and defaults.
    let settings: [String: String]
    /// The answer of the token endpoint, where the manifest needs a token.
    let tokenAnswer: HTTPAnswer
    /// The request for a token, where the fixture says what it must be.
    let tokenRequest: ExpectedRequest?
    let exchanges: [Exchange]
    let expected: Expected

    /// One request that must come, and its answer.
    struct Exchange: Sendable {
        let request: ExpectedRequest
        let answer: HTTPAnswer
    }

    /// The expected end of the question.
    struct Expected: Sendable {
        var findings: [Finding] = []
        /// The outcome's word where there must be an error instead.
        var error: Outcome?
        /// Records dropped because they belong to other numbers.
        var mismatched = 0
    }
}

/// Reads `fixtures/<case>.yaml`.
struct FixtureReader {
    let parser: any NumberParser
    let problems: YAMLProblems

    /// The keys of a fixture.
    static let keys = [
        "number", "region", "writings", "settings", "tokenRequest", "tokenAnswer", "requests", "findings", "error", "mismatched",
    ]

    /// Reads one fixture.
    ///
    /// - Parameter name: The file's name without its ending.
    /// - Returns: `nil` where anything is wrong; ``problems`` has it.
    func read(_ text: String, file: String, name: String) -> Fixture? {
        let own = YAMLProblems()
        defer { own.all.forEach(self.problems.add) }
        guard let top = YAMLNode.document(text, file: file, problems: own)?.mapping(Self.keys) else { return nil }
        let number = self.number(top.required("number"))
        let region = self.region(top["region"])
        let writings = top["writings"]?.numberWritings ?? []
        let settings = (top["settings"]?.members ?? []).compactMap { key, value in value.string.map { (key, $0) } }
        let tokenRequest = top["tokenRequest"]?.mapping(ExpectedRequest.keys)
            .map { self.request($0, method: "POST", url: $0.string("url")) }
        let exchanges = (top.required("requests")?.list ?? []).compactMap(self.exchange)
        let expected = self.expected(top)
        guard own.isEmpty, let number else { return nil }
        return Fixture(
            name: name, number: number, region: region, writings: writings, settings: Dictionary(settings) { first, _ in first },
            tokenAnswer: HTTPAnswer(
                status: 200, headers: [("content-type", "application/json")],
                body: Array((top.string("tokenAnswer") ?? Self.tokenAnswer).utf8)),
            tokenRequest: tokenRequest, exchanges: exchanges, expected: expected)
    }

    /// RFC 6749, 5.1.
    private static let tokenAnswer = #"{"access_token": "fixture-token", "token_type": "Bearer", "expires_in": 3600}"#

    private func number(_ node: YAMLNode?) -> PhoneNumber? {
        guard let node, let text = node.string else { return nil }
        guard text.hasPrefix("+"), case .full(let number)? = try? self.parser.read(text, region: nil) else {
            node.report("must be a number in E.164, in quotes: \"+493023125123\"")
            return nil
        }
        return number
    }

    private func region(_ node: YAMLNode?) -> Region? {
        guard let node, let text = node.string else { return nil }
        let region = Region(text)
        if region == nil { node.report("must be two upper-case letters, such as DE") }
        return region
    }

    private func exchange(_ node: YAMLNode) -> Fixture.Exchange? {
        guard let mapping = node.mapping(["method"] + ExpectedRequest.keys + ["answer"]),
            let url = mapping.required("url")?.string,
            let answer = mapping.required("answer")?.mapping(["status", "headers", "body"]),
            let status = answer.required("status")?.int(in: 200...599)
        else { return nil }
        var headers = self.headers(answer["headers"]).map { (name: $0.name.lowercased(), value: $0.value) }
        if !headers.contains(where: { $0.name == "content-type" }) { headers.append(("content-type", "application/json")) }
        return Fixture.Exchange(
            request: self.request(mapping, method: mapping.string("method") ?? "GET", url: url),
            answer: HTTPAnswer(status: status, headers: headers, body: Array((answer.string("body") ?? "").utf8)))
    }

    private func request(_ mapping: YAMLMapping, method: String, url: String?) -> ExpectedRequest {
        let json = mapping.string("body")
        let form = mapping.string("form")
        if json != nil { mapping["form"]?.report("a request has one body: JSON (body) or a form (form); remove one of the keys") }
        return ExpectedRequest(
            method: method, url: url, headers: self.headers(mapping["headers"]),
            body: json.map { .json($0) } ?? form.map { .form($0) })
    }

    private func headers(_ node: YAMLNode?) -> [(name: String, value: String)] {
        (node?.members ?? []).compactMap { name, value in value.string.map { (name, $0) } }
    }

    private func expected(_ top: YAMLMapping) -> Fixture.Expected {
        var expected = Fixture.Expected()
        expected.error = top["error"]?.word(Outcome.self)
        expected.mismatched = top["mismatched"]?.int(in: 0...50) ?? 0
        if expected.error == nil { expected.findings = (top.required("findings")?.list ?? []).compactMap(self.finding) }
        return expected
    }

    private func finding(_ node: YAMLNode) -> Finding? {
        guard let mapping = node.mapping(["grade", "caller"]), let grade = mapping.required("grade")?.word(Grade.self),
            let node = mapping.required("caller"), node.mapping(RecordMapping.memberNames) != nil
        else { return nil }
        var draft = CallerDraft()
        for (name, value) in node.members ?? [] {
            let json = value.isMapping ? self.object(value) : value.string.map { .string($0) } ?? .null
            if !draft.set(name, json) {
                value.report("must be text, or for telNumbers and customFields a mapping of names to texts")
            }
        }
        return Finding(grade: grade, caller: draft.caller)
    }

    private func object(_ node: YAMLNode) -> JSONValue {
        let members = (node.members ?? []).compactMap { name, value in
            value.string.map { (name: name, value: JSONValue.string($0)) }
        }
        return .object(JSONObject(members))
    }
}
