package import CallModel

/// The liveness of a session, as far as the enricher knows.
package enum SessionLiveness: Hashable, Sendable {
    /// An event or a lookup has named the session, and it is not over.
    case live
    /// Its call has ended, and its caller is still held.
    case over
    /// Never heard of, forgotten, or not within the reader's scope.
    case unknown
}

/// Is informed of the sessions that lookups and events name, and of their contexts. It is called by the task that makes the
/// change, and must return at once.
package protocol SessionContextObserver: Sendable {
    /// A session was named for the first time.
    ///
    /// - Parameter session: Its id.
    func sessionBecameKnown(_ session: String)

    /// A session's context has a new revision: a person could see a difference, or its number was forgotten.
    ///
    /// - Parameter session: Its id.
    func contextRevised(of session: String)
}

/// There is no such live session within the scope of the credential.
package struct SessionNotLive: Error, Hashable, Sendable {}

extension Enricher {
    // MARK: Reading

    /// A session's context as soon as its revision is above `revision`, or as it is at `deadline`, or once the calling task is
    /// cancelled.
    ///
    /// - Parameters:
    ///   - scope: The services that the reading credential reaches.
    ///   - key: The credential's id: each has a share of the places for calls that wait.
    /// - Returns: `nil` for a session that is unknown or over, or that `scope` does not reach.
    /// - Throws: Where it would have to wait and there is no place for it.
    package func context(
        of session: String, for scope: ServiceScope, as key: String, above revision: Int, until deadline: MonotonicTime
    ) async throws(WaitRefusal) -> CallerContext? {
        let isOver = {
            guard let context = self.sessions.context(of: session, for: scope, at: self.time.monotonicNow()) else { return true }
            return context.revision > revision
        }
        if !isOver(), deadline > self.time.monotonicNow() {
            try await self.waits.wait(for: session, above: revision, as: key, until: deadline, unless: isOver)
        }
        return self.sessions.context(of: session, for: scope, at: self.time.monotonicNow())
    }

    /// A session's caller and context; both `nil` where nothing is held, or not for `scope`.
    package func caller(of session: String, for scope: ServiceScope) -> (number: CallerNumber?, context: CallerContext?) {
        self.sessions.caller(of: session, for: scope, at: self.time.monotonicNow())
    }

    /// The internet address of a session's caller; `nil` where none is held, or not for `scope`.
    package func address(of session: String, for scope: ServiceScope) -> IPAddress? {
        self.sessions.address(of: session, for: scope, at: self.time.monotonicNow())
    }

    /// Whether a session is live, for credentials that reach `scope`.
    package func liveness(of session: String, for scope: ServiceScope) -> SessionLiveness {
        self.sessions.liveness(of: session, for: scope, at: self.time.monotonicNow())
    }

    /// The sessions within `scope` that hold a caller for whom `isMeant` is true.
    package func sessions(within scope: ServiceScope, where isMeant: (CallerNumber?, Caller?) -> Bool) -> Set<String> {
        self.sessions.sessions(within: scope, at: self.time.monotonicNow(), where: isMeant)
    }

    /// Names the one observer of sessions' contexts; it takes the place of an earlier one.
    package func observe(with observer: any SessionContextObserver) {
        self.sessions.observe(with: observer)
    }

    // MARK: A call's life

    /// Holds what is known of a session's caller while its call goes on.
    ///
    /// - Parameters:
    ///   - service: The call's; only credentials that reach it may read the context.
    ///   - number: The caller's, where an event said it: it is shown before the first answer is there.
    ///   - address: The caller's internet address, where an event said it; it goes when the caller goes.
    package func retain(_ session: String, service: String, number: CallerNumber?, address: IPAddress? = nil) {
        let now = self.time.monotonicNow()
        let hasNarrowed = self.sessions.retain(session, audience: .only([service]), number: number, address: address, at: now)
        // A lookup before the first event may have asked for more services than the call's.
        let rights = self.rights.current
        if hasNarrowed, !rights.isOpen { self.renewContexts(of: session) { !$0.isAllowed(by: rights) } }
    }

    /// Whether a lookup or a call of others holds a session: services of which `scope` reaches none. A foreign event must not take it
    /// from them (X1).
    package func isHeld(_ session: String, beyond scope: ServiceScope) -> Bool {
        self.sessions.isHeld(session, beyond: scope, at: self.time.monotonicNow())
    }

    /// Ends the call: its caller is forgotten after `retention`, whatever comes late.
    package func release(_ session: String, after retention: Duration) {
        self.postponed.remove(session)
        self.sessions.release(session, after: retention, at: self.time.monotonicNow(), wall: self.time.wallNow())
    }

    // MARK: Facts that are stated unasked

    /// Applies a flow's statement of a session's caller: it counts as connector `flow`, or as the flow that the session waits for
    /// where no other connector is pending.
    ///
    /// - Parameters:
    ///   - scope: The services that the flow's credential reaches.
    ///   - plan: The session's service's; where a lookup has been made, that lookup's is used.
    /// - Returns: The revision of the session's context.
    /// - Throws: For sessions that are over, unknown, or not for `scope`.
    package func update(
        _ statement: CallerStatement, in session: String, scope: ServiceScope, plan: LookupPlan?
    ) throws(SessionNotLive) -> Int {
        var awaited: (key: AnswerKey, findings: [Finding])?
        let revision = try self.change(session, scope: scope, plan: plan) { inputs in
            let number = inputs.lookupState?.askedNumber.key
            let request = inputs.lookupState?.request
            let question = { (flow: GuardedConnector) -> AnswerKey? in
                guard let number, let request else { return nil }
                return flow.key(of: number, for: request)
            }
            let flow = inputs.lookupState?.awaitedFlow { connector in
                question(connector).map { self.queries.answers.sharedQuery($0) != nil } ?? false
            }
            let connector = inputs.flow ?? flow?.id ?? .flow
            inputs.flow = connector
            inputs.statedFacts.apply(statement, as: connector)
            if let flow, flow.id == connector, let key = question(flow) {
                let findings = inputs.statedFacts.first { $0.connector == connector }?.findings ?? []
                awaited = (key, findings)
            }
        }
        // The question need not wait for its time to be over.
        if let awaited { self.queries.answers.sharedQuery(awaited.key)?.answer(with: awaited.findings) }
        return revision
    }

    /// Applies a webhook's statement of a session's caller.
    ///
    /// - Returns: The revision of the session's context.
    /// - Throws: For sessions that are over, unknown, or not for `scope`.
    package func state(
        _ statement: CallerStatement, as connector: ConnectorID, in session: String, scope: ServiceScope, plan: LookupPlan?
    ) throws(SessionNotLive) -> Int {
        try self.change(session, scope: scope, plan: plan) { $0.statedFacts.apply(statement, as: connector) }
    }

    /// Keeps a webhook's statement of a number for 15 minutes, for lookups and for the live sessions with that number.
    ///
    /// - Parameters:
    ///   - sender: The name of whoever stated it, by which such statements are shared fairly.
    ///   - scope: The services whose lookups get it.
    package func push(
        _ statement: CallerStatement, as connector: ConnectorID, from sender: String, about number: CallerNumber,
        scope: ServiceScope
    ) {
        guard let key = number.key else { return }
        let now = self.time.monotonicNow()
        self.pushedFindings.push(statement, as: connector, from: sender, about: key, scope: scope, at: now)
        for session in self.sessions.liveSessions(of: key, within: scope, at: now) {
            _ = try? self.change(session, scope: scope, plan: nil) { _ in }
        }
    }

    /// Makes contexts anew of the inputs for which `isMeant` is true: of one session, or of all.
    func renewContexts(of session: String? = nil, where isMeant: (ContextInputs) -> Bool) {
        let now = self.time.monotonicNow()
        for (session, inputs) in self.sessions.renew(session, at: now, where: isMeant) {
            guard let plan = inputs.lookupState?.request.plan else { continue }
            let context = self.composer.compose(inputs, plan: plan, session: session, at: now)
            _ = self.sessions.show(context, for: session, version: inputs.version, at: now)
        }
    }

    private func change(
        _ session: String, scope: ServiceScope, plan: LookupPlan?, _ change: (inout ContextInputs) -> Void
    ) throws(SessionNotLive) -> Int {
        let now = self.time.monotonicNow()
        guard let inputs = self.sessions.change(session, for: scope, at: now, change),
            let plan = inputs.lookupState?.request.plan ?? plan
        else { throw SessionNotLive() }
        let context = self.composer.compose(inputs, plan: plan, session: session, at: now)
        let shown = self.sessions.show(context, for: session, version: inputs.version, at: now)
        return shown?.revision ?? context.revision
    }
}
