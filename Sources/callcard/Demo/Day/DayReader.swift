import CallModel
import StrictJSON
import YAMLReader

/// Reads `day.yaml`.
struct DayReader {
    private static let longest = Duration.seconds(24 * 3_600)
    private static let callKeys = ["service", "number", "ip", "course", "flow", "conclusion"]

    private let problems: YAMLProblems
    private let people: [String: String]

    /// - Returns: `nil` where something is wrong; `problems` then has it.
    static func read(_ text: String, file: String, problems: YAMLProblems) -> Day? {
        guard
            let top = YAMLNode.document(text, file: file, problems: problems)?.mapping(["people", "morning", "length", "round"])
        else { return nil }
        let people = (top.required("people")?.members ?? []).compactMap { name, upn in upn.string.map { (name, $0) } }
        let reader = DayReader(problems: problems, people: Dictionary(people, uniquingKeysWith: { first, _ in first }))
        let morning = top.list("morning").compactMap { reader.call($0, startsAt: "ago") }
        let round = (top.required("round")?.list ?? []).compactMap { reader.call($0, startsAt: "at") }
        let length = top.required("length")?.duration(in: .seconds(1)...Self.longest)
        guard let length, problems.isEmpty, !round.isEmpty else { return nil }
        return Day(morning: morning, round: round.sorted { $0.start < $1.start }, length: length)
    }

    /// - Parameter key: The member that says when the call begins: `at`, or `ago`.
    private func call(_ node: YAMLNode, startsAt key: String) -> DayCall? {
        guard let mapping = node.mapping([key] + Self.callKeys),
            let start = mapping.required(key)?.duration(in: .zero...Self.longest),
            let service = mapping.required("service")?.string, let steps = mapping.required("course")?.list
        else { return nil }
        let number = mapping["number"]
        let numbers = number.map { $0.isList ? ($0.list ?? []).compactMap(\.string) : [$0.string].compactMap(\.self) } ?? []
        return DayCall(
            start: key == "ago" ? .zero - start : start, service: service, numbers: numbers, ip: mapping.string("ip"),
            steps: steps.compactMap(self.step), flow: mapping["flow"].flatMap(self.flow),
            conclusion: mapping["conclusion"].flatMap(self.conclusion))
    }

    private func step(_ node: YAMLNode) -> DayStep? {
        guard let line = node.string else { return nil }
        if let step = DayStep(line, people: self.people) { return step }
        node.report("must be a time, an event, and one of the people or the reason of an end: 12s accepted anna")
        return nil
    }

    private func person(_ node: YAMLNode) -> String? {
        guard let name = node.string else { return nil }
        if let upn = self.people[name] { return upn }
        node.report("must be one of the people")
        return nil
    }

    private func flow(_ node: YAMLNode) -> DayFlow? {
        guard let mapping = node.mapping(["after", "times", "customer", "fields", "parameters", "preferredUsers"]),
            let after = mapping.required("after")?.duration(in: .zero...Self.longest)
        else { return nil }
        var customer = JSONObject((mapping["customer"]?.members ?? []).compactMap(self.text))
        if let fields = mapping["fields"] { customer["customFields"] = self.pairs(fields) }
        var update: JSONObject = ["customer": .object(customer)]
        if let parameters = mapping["parameters"] { update["customContextParameters"] = self.pairs(parameters) }
        let preferred = mapping.list("preferredUsers").compactMap(self.person)
        if !preferred.isEmpty {
            update["preferredUsers"] = .array(
                preferred.enumerated().map { .object(["upn": .string($1), "priority": .number("\($0 + 1)")]) })
        }
        return DayFlow(after: after, times: mapping["times"]?.int(in: 1...9) ?? 1, update: update)
    }

    private func conclusion(_ node: YAMLNode) -> DayConclusion? {
        guard let mapping = node.mapping(["by", "primaryCode", "secondaryCode", "tags"]),
            let user = mapping.required("by").flatMap(self.person)
        else { return nil }
        var body = JSONObject()
        for key in ["primaryCode", "secondaryCode"] {
            if let code = mapping.string(key) { body[key] = .string(code) }
        }
        if mapping["tags"] != nil { body["tags"] = .array(mapping.strings("tags").map { .string($0) }) }
        return DayConclusion(user: user, body: body)
    }

    private func text(_ name: String, _ node: YAMLNode) -> (name: String, value: JSONValue)? {
        node.string.map { (name, .string($0)) }
    }

    /// `[{"name", "value"}]`, as the interface writes further facts.
    private func pairs(_ node: YAMLNode) -> JSONValue {
        .array(
            (node.members ?? []).compactMap { name, value in
                value.string.map { .object(["name": .string(name), "value": .string($0)]) }
            })
    }
}
