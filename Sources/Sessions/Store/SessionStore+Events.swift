public import CallModel

extension SessionStore {
    /// Takes an event; returns once it is durable.
    ///
    /// - Parameters:
    ///   - scope: The services that the posting credential reaches.
    ///   - onKept: Called where the event is new, once the journal has it and before any page hears of it.
    /// - Returns: The session as it is now.
    public func receive(
        _ draft: EventDraft, of session: String, scope: ServiceScope,
        onKept: @escaping @Sendable (CallSession) -> Void = { _ in }
    ) async throws(SessionStoreError) -> CallSession {
        let result = try await self.perform(on: session) { batch -> Result<CallSession, SessionStoreError> in
            Result { () throws(SessionStoreError) in
                try self.receive(draft, of: session, scope: scope, in: &batch, onKept: onKept)
            }
        }
        return try result.get()
    }

    private func receive(
        _ draft: EventDraft, of id: String, scope: ServiceScope, in batch: inout SessionBatch,
        onKept: @escaping @Sendable (CallSession) -> Void
    ) throws(SessionStoreError) -> CallSession {
        let known = batch.session(id)
        if let known, !scope.contains(known.service) { throw .sessionNotFound }
        let event: CallEvent?
        do throws(EventFault) {
            event = try EventCheck.event(from: draft, to: known, at: batch.now)
        } catch {
            throw .event(EventCheck.faults(from: error, in: draft))
        }
        guard let event else {
            guard let known else { throw .sessionNotFound }
            return known
        }
        guard scope.contains(event.service), let settings = self.settings(event.service) else { throw .serviceNotFound }
        let team = batch.switchedOff.team(of: settings)
        var session: CallSession
        if let known {
            session = known
            session.receive(event, at: batch.now, team: team)
        } else {
            guard batch.count < self.limits.sessions else { throw .overloaded }
            session = CallSession(id: id, first: event, at: batch.now, team: team)
        }
        batch.keep(session)
        batch.then { [session] in onKept(session) }
        return session
    }
}
