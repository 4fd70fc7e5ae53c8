public import CallModel
internal import Synchronization

extension Enricher {
    /// A session's context as soon as its revision is above `revision`, or as it is at `deadline`.
    ///
    /// - Parameter scope: What the reading credential reaches.
    /// - Returns: `nil` for a session that is unknown or over, or that `scope` does not reach.
    /// - Throws: Where too many wait already.
    public func context(
        of session: String, for scope: ServiceScope, above revision: Int, until deadline: MonotonicTime
    ) async throws(Overload) -> CallerContext? {
        guard let context = self.sessions.context(of: session, for: scope, at: self.time.monotonicNow()) else { return nil }
        guard context.revision <= revision, deadline > self.time.monotonicNow() else { return context }
        guard self.waiting.load(ordering: .relaxed) < self.limits.waitingLookups else { throw Overload() }
        self.waiting.wrappingAdd(1, ordering: .relaxed)
        defer { self.waiting.wrappingSubtract(1, ordering: .relaxed) }
        let waiter = RevisionWaiter(above: revision)
        if self.sessions.register(waiter, for: session, at: self.time.monotonicNow()) {
            let timer = Task {
                try? await self.time.sleep(until: deadline)
                waiter.wake()
            }
            await waiter.wait()
            timer.cancel()
            self.sessions.remove(waiter, for: session)
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
