package import CallModel

/// Changes of sessions: each is made in the next batch, and durable when its function returns.
extension SessionStore {
    /// Adds an event to its session. The first that knows the call's direction and service makes the session; those that arrive before
    /// wait for it.
    ///
    /// - Parameters:
    ///   - draft: As it was posted.
    ///   - session: The session's id, without the digits of its caller's number as far as that is known.
    ///   - sender: The posting credential.
    ///   - digits: The digits of the number that the session's caller has from this event on, where it may stand in what is journaled
    ///     of the session; called with the session as it is with the event.
    ///   - onKept: Called where the event is new, once the journal has it and before any page is informed.
    /// - Returns: The session as it is now; `nil` where the event waits.
    /// - Throws: A fault of the draft, or why it can't be kept; nothing was changed then.
    package func receive(
        _ draft: EventDraft, of session: String, from sender: EventSender,
        digits: @escaping @Sendable (CallSession) -> NumberDigits? = { _ in nil },
        onKept: @escaping @Sendable (CallSession) -> Void = { _ in }
    ) async throws(SessionStoreError) -> CallSession? {
        let name = self.heldName(of: session)
        let result = try await self.perform(on: name) { batch -> Result<CallSession?, SessionStoreError> in
            Result { () throws(SessionStoreError) in
                try self.receive(draft, of: name, from: sender, in: &batch, digits: digits, onKept: onKept)
            }
        }
        return try result.get()
    }

    private func receive(
        _ draft: EventDraft, of id: String, from sender: EventSender, in batch: inout SessionBatch,
        digits: (CallSession) -> NumberDigits?, onKept: @escaping @Sendable (CallSession) -> Void
    ) throws(SessionStoreError) -> CallSession? {
        let known = batch.session(id)
        if let known, !sender.scope.contains(known.service) { throw .sessionNotFound }
        var draft = draft
        if known == nil {
            // What waits counts as it came first, whatever comes under its id.
            guard !batch.early.holds(.init(session: id, key: sender.key, event: draft.id)) else { return nil }
            let own = draft.completed(by: sender)
            draft = own.completed(by: sender, beside: batch.early.events(of: id))
            guard draft.namesCall else {
                try self.hold(own, of: id, from: sender, in: &batch)
                return nil
            }
        }
        if let known, self.holds(event: draft.id, in: known) { return known }
        let event: CallEvent?
        do throws(EventFault) {
            event = try EventCheck.event(from: draft, to: known, at: batch.now, latest: batch.latest)
        } catch {
            throw .event([error])
        }
        guard let event else {
            guard let known else { throw .sessionNotFound }
            return known
        }
        guard sender.scope.contains(event.service), let settings = self.settings(event.service) else { throw .serviceNotFound }
        let team = batch.switchedOff.team(of: settings)
        let named = event.resolvingUser(by: settings.aliases)
        var session: CallSession
        if let known {
            session = known
            session.receive(named, at: batch.now, team: team)
        } else {
            guard batch.count < self.limits.sessions else { throw .overloaded }
            session = CallSession(id: id, first: named, at: batch.now, team: team)
            self.settleEarly(&session, team: team, settings: settings, in: &batch)
        }
        if let digits = digits(session) { self.putStandIns(in: &session, for: digits, team: team, batch: &batch) }
        batch.save(session)
        batch.afterCommit { [session] in onKept(session) }
        return session
    }

    /// Saves a user's conclusion of a call, once; of several that race one is saved.
    ///
    /// - Parameters:
    ///   - draft: As the user sent it.
    ///   - id: The session's id.
    ///   - user: A UPN in lower case.
    ///   - scope: The services that the user's credential reaches.
    ///   - holdsNumber: Whether a number that is valid in the service's region stands in one of the texts of ``Tag/searched(in:)``;
    ///     answers at once, since all changes wait for it.
    ///   - recall: The caller's digest, where tags are to come back on their next call; `nil` where not.
    /// - Returns: The user's entry, concluded.
    /// - Throws: Why the conclusion can't be saved; nothing was changed then.
    package func conclude(
        _ draft: ConclusionDraft, session id: String, by user: String, scope: ServiceScope,
        holdsNumber: @escaping @Sendable (_ text: String) -> Bool, recall: [UInt8]? = nil
    ) async throws(SessionStoreError) -> Interaction {
        let id = self.heldName(of: id)
        let result = try await self.perform(on: id) { batch -> Result<Interaction, SessionStoreError> in
            Result { () throws(SessionStoreError) in
                guard var session = batch.session(id), scope.contains(session.service), let entry = session.interaction(of: user)
                else { throw .notFound }
                guard let settings = self.settings(session.service) else { throw .serviceNotFound }
                let conclusion: Conclusion
                do throws(ConclusionRefusal) {
                    conclusion = try ConclusionCheck.conclusion(
                        from: draft, for: entry, settings: settings, at: batch.now, holdsNumber: holdsNumber)
                } catch {
                    throw .conclusion(error)
                }
                session.conclude(conclusion, by: user)
                batch.save(session)
                self.countTags(conclusion.tags, of: settings, recall: recall, in: &batch)
                guard let concluded = session.interaction(of: user) else { throw .notFound }
                return concluded
            }
        }
        return try result.get()
    }

    private func countTags(_ tags: [String], of settings: ServiceSettings, recall: [UInt8]?, in batch: inout SessionBatch) {
        guard !tags.isEmpty else { return }
        batch.add(.tags(tags.map { TagUse(service: settings.id, text: $0, searchKey: Tag.searchKey($0)) }, at: batch.now))
        guard settings.tagRecall, let recall else { return }
        batch.add(.recall(RecallRecord(digest: recall, service: settings.id, tags: tags, savedAt: batch.now)))
    }

    /// Switches some services on and the user's others off. Calls that wait in a queue of one that is new come in at once;
    /// switching off takes nothing away.
    ///
    /// - Parameters:
    ///   - services: Ids of services that the user is a member of.
    ///   - all: Ids of the services that the user is a member of and the credential reaches; switches of others stay as they are.
    ///   - user: A UPN in lower case.
    package func activate(_ services: Set<String>, of all: Set<String>, for user: String) async throws(SessionStoreError) {
        try await self.perform { batch in
            let before = batch.switchedOff.services(of: user)
            batch.switchOff(before.subtracting(all).union(all.subtracting(services)), of: user)
            for service in services.intersection(before) {
                for var session in batch.live(of: service) where session.isWaiting {
                    if session.join(user) { batch.save(session) }
                }
            }
        }
    }

    /// Takes live entries away from users who are no members of a service any more.
    ///
    /// - Parameters:
    ///   - members: UPNs in lower case, of those who left.
    ///   - service: The service's id.
    package func leave(_ members: Set<String>, service: String) async throws(SessionStoreError) {
        guard !members.isEmpty else { return }
        try await self.perform { batch in
            for var session in batch.live(of: service) {
                var isChanged = false
                for member in members where session.leave(member) { isChanged = true }
                if isChanged { batch.save(session) }
            }
        }
    }

    /// Forgets the recalled tags of a caller.
    ///
    /// - Parameters:
    ///   - digest: That of ``RecallRecord``.
    ///   - scope: Only those saved for a service within it.
    package func forgetRecall(digest: [UInt8], within scope: ServiceScope) async throws(SessionStoreError) {
        try await self.perform { $0.add(.forgetRecall(digest: digest, within: scope)) }
    }
}

/// Why a session store could not do what was asked. Nothing was changed.
package enum SessionStoreError: Error, Hashable, Sendable {
    /// The journal can't be written or read at the moment.
    case journal(JournalError)
    /// Too many changes wait already, or too many sessions are in memory.
    case overloaded
    /// There is no such thing for this credential or user.
    case notFound
    /// The session is another service's, out of the credential's reach.
    case sessionNotFound
    /// The service is unknown, or out of the credential's reach.
    case serviceNotFound
    /// A posted event can't be used; at least one fault.
    case event([EventFault])
    /// A conclusion can't be saved.
    case conclusion(ConclusionRefusal)
}
