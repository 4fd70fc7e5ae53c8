import CallModel
import OutboundHTTP
import StrictJSON
import YAMLReader

/// Reads `fixtures/<case>.yaml`.
struct FixtureReader {
    let parser: any NumberParser
    let problems: YAMLProblems

    /// The keys of a fixture.
    static let keys = ["number", "region", "settings", "tokenAnswer", "requests", "findings", "error", "mismatched"]

    /// Returns `nil` where anything is wrong; the collector has it.
    func read(_ text: String, file: String, name: String) -> Fixture? {
        let own = YAMLProblems()
        defer { own.all.forEach(self.problems.add) }
        guard let top = YAMLNode.document(text, file: file, problems: own)?.mapping(Self.keys) else { return nil }
        let number = self.number(top.required("number"))
        let region = self.region(top["region"])
        let settings = (top["settings"]?.members ?? []).compactMap { key, value in value.string.map { (key, $0) } }
        let exchanges = (top.required("requests")?.list ?? []).compactMap(self.exchange)
        let expected = self.expected(top)
        guard own.isEmpty, let number else { return nil }
        return Fixture(
            name: name, number: number, region: region, settings: Dictionary(settings) { first, _ in first },
            tokenAnswer: HTTPAnswer(
                status: 200, headers: [("content-type", "application/json")],
                body: Array((top.string("tokenAnswer") ?? Self.tokenAnswer).utf8)),
            exchanges: exchanges, expected: expected)
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
        guard let mapping = node.mapping(["method", "url", "headers", "body", "answer"]),
            let url = mapping.required("url")?.string,
            let answer = mapping.required("answer")?.mapping(["status", "headers", "body"]),
            let status = answer.required("status")?.int(in: 200...599)
        else { return nil }
        var headers = self.headers(answer["headers"]).map { (name: $0.name.lowercased(), value: $0.value) }
        if !headers.contains(where: { $0.name == "content-type" }) { headers.append(("content-type", "application/json")) }
        return Fixture.Exchange(
            method: mapping.string("method") ?? "GET", url: url, headers: self.headers(mapping["headers"]),
            body: mapping.string("body"),
            answer: HTTPAnswer(status: status, headers: headers, body: Array((answer.string("body") ?? "").utf8)))
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
            if !draft.take(name, json) {
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
