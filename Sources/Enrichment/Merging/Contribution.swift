internal import CallModel

/// The contribution of one connector to a context: all that it says of the caller, asked or unasked.
struct Contribution {
    let connector: ConnectorID
    let findings: [Finding]
    let parameters: [NamedValue]
    let preferredUsers: [PreferredUser]

    /// All contributions, in the service's order of connectors; those that it does not name come last.
    ///
    /// - Parameter extras: What flows have said to the session beside the caller: answers that were in memory don't have it.
    static func all(
        of plan: LookupPlan, _ answers: [ConnectorAnswer?], _ statedFacts: [StatedFacts], extras: [ConnectorID: FlowExtras]
    ) -> [Contribution] {
        let asked = zip(plan.connectors, answers).map {
            Contribution($0, $1, extras[$0.id], isOverruled: statedFacts.overrules($0))
        }
        guard !statedFacts.isEmpty else { return asked }
        let contributions = asked + statedFacts.map(Contribution.init)
        let ranks = contributions.map { plan.order.firstIndex(of: $0.connector) ?? plan.order.count }
        return contributions.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.map { contributions[$0] }
    }

    private init(_ guarded: GuardedConnector, _ answer: ConnectorAnswer?, _ kept: FlowExtras?, isOverruled: Bool) {
        let findings = isOverruled ? [] : answer?.findings ?? []
        let extras = isOverruled ? nil : findings.lazy.compactMap(\.extras).first ?? kept
        self.connector = guarded.id
        self.findings = findings.filter { !$0.caller.isEmpty }
        self.parameters = extras?.parameters ?? []
        self.preferredUsers = extras?.preferredUsers ?? []
    }

    private init(_ facts: StatedFacts) {
        self.connector = facts.connector
        self.findings = facts.findings
        self.parameters = facts.parameters
        self.preferredUsers = facts.preferredUsers
    }
}

extension [Contribution] {
    /// The parameters that flows set, by name: the first in order wins, and all win over `defaults`.
    func parameters(default defaults: [NamedValue]) -> [NamedValue] {
        guard self.contains(where: { !$0.parameters.isEmpty }) else { return defaults }
        var names: Set<String> = []
        return (self.flatMap(\.parameters) + defaults).filter { names.insert($0.name).inserted }
    }

    /// Users whom flows would like to take the call: the first contribution that has any decides.
    var preferredUsers: [PreferredUser] { self.first { !$0.preferredUsers.isEmpty }?.preferredUsers ?? [] }
}

extension [StatedFacts] {
    /// Whether a flow has answered by a task update, which may have replaced what it answered before.
    fileprivate func overrules(_ guarded: GuardedConnector) -> Bool {
        guarded.isFlow && self.contains { $0.connector == guarded.id }
    }
}
