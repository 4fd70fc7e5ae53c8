public import CallModel

extension Enricher {
    /// A session's context as soon as its revision is above `revision`, or as it is at `deadline`, or once the calling task is
    /// cancelled.
    ///
    /// - Parameters:
    ///   - scope: What the reading credential reaches.
    ///   - key: The credential's id: each has a share of the places for calls that wait.
    /// - Returns: `nil` for a session that is unknown or over, or that `scope` does not reach.
    /// - Throws: Where it would have to wait and there is no place for it.
    public func context(
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

    /// Holds what is known of a session's caller while its call goes on.
    ///
    /// - Parameters:
    ///   - service: The call's; only who reaches it may read the context.
    ///   - number: Who calls, where an event said so: it is shown before the first answer is there.
    ///   - address: The caller's internet address, where it said that; it goes when the caller goes.
    public func hold(_ session: String, service: String, number: CallerNumber?, address: IPAddress? = nil) {
        self.sessions.hold(
            session, audience: .only([service]), number: number, address: address, at: self.time.monotonicNow())
    }

    /// The internet address of a session's caller; `nil` where none is held. Whoever asks has checked who may see it.
    public func address(of session: String) -> IPAddress? {
        self.sessions.address(of: session, at: self.time.monotonicNow())
    }

    /// The call has ended: its caller is forgotten after `retention`, whatever comes late.
    public func release(_ session: String, after retention: Duration) {
        self.postponed.remove(session)
        self.sessions.release(session, after: retention, at: self.time.monotonicNow(), wall: self.time.wallNow())
    }

    /// Who calls in a session, and what is known of them; both `nil` where nothing is held. Whoever asks has checked who may see it.
    public func caller(of session: String) -> (number: CallerNumber?, context: CallerContext?) {
        self.sessions.caller(of: session, at: self.time.monotonicNow())
    }

    /// Sessions whose caller `isMeant` names, of all that hold one and that `scope` reaches.
    public func sessions(within scope: ServiceScope, where isMeant: (CallerNumber?, Caller?) -> Bool) -> Set<String> {
        self.sessions.sessions(within: scope, where: isMeant)
    }

    /// Calls `handler` with a session's id after each new revision of its context.
    public func onRevision(_ handler: @escaping @Sendable (String) -> Void) {
        self.sessions.onRevision(handler)
    }
}
