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
}
