public import CallModel

extension Enricher {
    /// Takes what a flow says of a session's caller: it counts as connector `flow`, or as the flow that the session waits for where
    /// nobody else is pending.
    ///
    /// - Parameters:
    ///   - scope: What the flow's credential reaches.
    ///   - plan: The session's service's; where a lookup has been made, that lookup's is used.
    /// - Returns: The revision of the session's context.
    /// - Throws: For sessions that are over, unknown, or not for `scope`.
    public func update(_ statement: CallerStatement, in session: String, scope: ServiceScope, plan: LookupPlan?)
        throws(SessionNotLive)
        -> Int
    {
        var awaited: (key: AnswerKey, findings: [Finding])?
        let revision = try self.change(session, scope: scope, plan: plan) { inputs in
            let number = inputs.asked?.request.number.key
            let flow = inputs.asked?.awaitedFlow { source in
                number.map { self.store.flight(AnswerKey(connector: source.id, number: $0)) != nil } ?? false
            }
            let connector = inputs.flow ?? flow?.id ?? .flow
            inputs.flow = connector
            inputs.said.take(statement, as: connector)
            if let flow, flow.id == connector, let number {
                let findings = inputs.said.first { $0.connector == connector }?.findings ?? []
                awaited = (AnswerKey(connector: connector, number: number), findings)
            }
        }
        // The question need not wait for its time to be over.
        if let awaited { self.store.flight(awaited.key)?.answer(with: awaited.findings) }
        return revision
    }

    /// Takes what a webhook says of a session's caller.
    ///
    /// - Returns: The revision of the session's context.
    /// - Throws: For sessions that are over, unknown, or not for `scope`.
    public func say(
        _ statement: CallerStatement, as connector: ConnectorID, in session: String, scope: ServiceScope, plan: LookupPlan?
    ) throws(SessionNotLive) -> Int {
        try self.change(session, scope: scope, plan: plan) { $0.said.take(statement, as: connector) }
    }

    /// Keeps what a webhook says of a number for 15 minutes, for lookups and for the live sessions with that number.
    ///
    /// - Parameter scope: The services that may hear of it.
    public func push(_ statement: CallerStatement, as connector: ConnectorID, about number: CallerNumber, scope: ServiceScope) {
        guard let key = number.key else { return }
        let now = self.time.monotonicNow()
        self.pushes.push(statement, as: connector, about: key, scope: scope, at: now)
        for session in self.sessions.live(with: key, within: scope) {
            _ = try? self.change(session, scope: scope, plan: nil) { _ in }
        }
    }

    /// Whether a session is live, for who reaches `scope`.
    public func standing(of session: String, for scope: ServiceScope) -> SessionLiveness {
        self.sessions.standing(of: session, for: scope, at: self.time.monotonicNow())
    }

    /// Calls `handler` with a session's id when it is first heard of.
    public func onKnown(_ handler: @escaping @Sendable (String) -> Void) {
        self.sessions.onKnown(handler)
    }

    /// Changes whenever an answer to the same lookup may have.
    public func generation(of plan: LookupPlan) -> UInt64 {
        plan.generation &+ self.pushes.generation
    }

    private func change(
        _ session: String, scope: ServiceScope, plan: LookupPlan?, _ change: (inout ContextInputs) -> Void
    ) throws(SessionNotLive) -> Int {
        let now = self.time.monotonicNow()
        guard let inputs = self.sessions.change(session, for: scope, at: now, change),
            let plan = inputs.asked?.request.plan ?? plan
        else { throw SessionNotLive() }
        let context = self.compose(inputs, plan: plan, session: session, at: now)
        let shown = self.sessions.show(context, for: session, version: inputs.version, at: now)
        return shown?.revision ?? context.revision
    }
}
