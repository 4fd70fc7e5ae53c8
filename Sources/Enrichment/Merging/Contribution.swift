internal import CallModel

/// All that one connector says of a caller, asked or unasked.
struct Contribution {
    let connector: ConnectorID
    let findings: [Finding]
    let parameters: [NamedValue]
    let preferredUsers: [PreferredUser]

    /// What all say, in the service's order of connectors; who is not named in it comes last.
    static func all(of plan: LookupPlan, _ answers: [ConnectorAnswer?], said: [StatedFacts]) -> [Contribution] {
        let asked = zip(plan.sources, answers).map { Contribution($0, $1, isOverruled: said.overrules($0)) }
        guard !said.isEmpty else { return asked }
        let voices = asked + said.map(Contribution.init)
        let ranks = voices.map { plan.order.firstIndex(of: $0.connector) ?? plan.order.count }
        return voices.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.map { voices[$0] }
    }

    private init(_ source: GuardedConnector, _ answer: ConnectorAnswer?, isOverruled: Bool) {
        let findings = isOverruled ? [] : answer?.findings ?? []
        self.connector = source.id
        self.findings = findings.filter { !$0.caller.isEmpty }
        self.parameters = findings.flatMap { $0.extras?.parameters ?? [] }
        self.preferredUsers = findings.lazy.compactMap { $0.extras?.preferredUsers }.first { !$0.isEmpty } ?? []
    }

    private init(_ said: StatedFacts) {
        self.connector = said.connector
        self.findings = said.findings
        self.parameters = said.parameters
        self.preferredUsers = said.preferredUsers
    }
}

extension [Contribution] {
    /// What flows set, by name: the first in order wins, and all win over `defaults`.
    func parameters(default defaults: [NamedValue]) -> [NamedValue] {
        guard self.contains(where: { !$0.parameters.isEmpty }) else { return defaults }
        var names: Set<String> = []
        return (self.flatMap(\.parameters) + defaults).filter { names.insert($0.name).inserted }
    }

    /// Whom flows would like to take the call: the first that says so decides.
    var preferredUsers: [PreferredUser] { self.first { !$0.preferredUsers.isEmpty }?.preferredUsers ?? [] }
}

extension [StatedFacts] {
    /// Whether a flow has answered by a task update, which may have replaced what it answered before.
    fileprivate func overrules(_ source: GuardedConnector) -> Bool {
        source.isFlow && self.contains { $0.connector == source.id }
    }
}
