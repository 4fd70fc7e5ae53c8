internal import CallModel
internal import Waiting

/// Events whose call's direction or service is not known yet: they wait, journaled, for the event that names what is missing.
extension SessionStore {
    /// Has an event wait that does not say enough.
    ///
    /// - Parameter draft: Completed by its sender.
    /// - Throws: What is wrong with it whatever its call is.
    func hold(
        _ draft: EventDraft, of session: String, from sender: EventSender, in batch: inout SessionBatch
    ) throws(SessionStoreError) {
        let at: WallTime
        do throws(EventFault) {
            at = try EventCheck.time(ofEarly: draft, at: batch.now, latest: batch.latest)
        } catch {
            throw .event([error])
        }
        if let service = draft.service {
            guard sender.scope.contains(service), self.settings(service) != nil else { throw .serviceNotFound }
        }
        let id = EarlyEventRecord.ID(session: session, key: sender.key, event: draft.id)
        let event = EarlyEventRecord(
            id: id, scope: sender.scope, type: draft.type, at: at, direction: draft.direction, service: draft.service,
            user: draft.user, reason: draft.reason)
        batch.hold(event, at: self.time.monotonicNow())
    }

    /// Adds the events that have waited for a session to it, as far as they fit.
    func settleEarly(_ session: inout CallSession, team: Team, settings: ServiceSettings, in batch: inout SessionBatch) {
        let waiting = batch.early.events(of: session.id)
        guard !waiting.isEmpty else { return }
        var dropped: [EarlyEventEnd: [EarlyEventRecord.ID]] = [:]
        for event in waiting {
            guard event.scope.contains(session.service) else {
                dropped[.scope, default: []].append(event.id)
                continue
            }
            do throws(EventFault) {
                let checked = try EventCheck.event(
                    from: EventDraft(event), to: session, at: batch.now, latest: max(batch.latest, event.at))
                guard let checked else { continue }
                session.receive(checked.resolvingUser(by: settings.aliases), at: batch.now, team: team)
            } catch {
                dropped[.unfit, default: []].append(event.id)
            }
        }
        batch.settleEarly(of: session.id, dropping: dropped)
    }

    /// Drops the events whose calls nobody has named in time.
    func dropLate() async {
        let now = self.time.monotonicNow()
        guard self.state.withLock(\.early).hasLate(at: now) else { return }
        // Where the journal can't have it, the next second tries again.
        _ = try? await self.perform { batch in batch.dropLate(at: now) }
    }
}

extension EventCheck {
    /// Checks what can be checked of an event whose call is not known yet.
    ///
    /// - Parameters:
    ///   - now: The time by Callcard's clock.
    ///   - latest: The time that `at` is compared with, where our clock was set back.
    /// - Returns: When the event happened.
    static func time(ofEarly draft: EventDraft, at now: WallTime, latest: WallTime) throws(EventFault) -> WallTime {
        guard SessionID.isValid(draft.id) else { throw .id }
        if let direction = draft.direction {
            guard draft.type.happens(in: direction) else { throw .typeUnfit }
            _ = try self.user(of: draft, direction)
        } else if !(draft.user ?? "").isEmpty {
            // Outbound none is needed, so that this looks at the one that is there.
            _ = try self.user(of: draft, .outbound)
        }
        return try self.time(of: draft, in: nil, at: now, latest: latest)
    }
}
