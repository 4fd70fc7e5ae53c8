public import CallModel

/// Checks posted events against the contract and the session so far.
public enum EventCheck {
    /// How far `at` may be ahead of our clock.
    public static let mostAhead = Duration.seconds(300)

    /// Makes an event of what was posted.
    ///
    /// - Parameters:
    ///   - session: As it is known so far; `nil` for the first event.
    ///   - now: By our own clock; the event's time where it has none.
    /// - Returns: `nil` for an event without effect: one of this id is known, whatever else it says; or the session is full and over.
    /// - Throws: The first thing wrong with it.
    public static func event(
        from draft: EventDraft, to session: CallSession?, at now: WallTime
    ) throws(EventFault) -> CallEvent? {
        guard SessionID.isValid(draft.id) else { throw .id }
        if let session, session.holds(event: draft.id) { return nil }
        let direction = try self.direction(of: draft, in: session)
        let service = try self.service(of: draft, in: session)
        guard direction.types.contains(draft.type) else { throw .typeUnfit }
        let user = try self.user(of: draft, direction)
        if let reason = draft.reason, !SessionID.isValid(reason) { throw .reason }
        let at = draft.at ?? now
        guard at <= now + self.mostAhead else { throw .tooFarAhead }
        if let session, session.isFull {
            guard draft.type == .ended else { throw .tooMany }
            // One end fits always; a second one could go on for ever.
            guard session.isLive else { return nil }
        }
        return CallEvent(
            id: draft.id, type: draft.type, at: at, direction: direction, service: service, user: user, reason: draft.reason)
    }

    /// All that is wrong with a draft whose first fault is known: who names neither direction nor service is told both at once.
    static func faults(from first: EventFault, in draft: EventDraft) -> [EventFault] {
        first == .directionMissing && (draft.service ?? "").isEmpty ? [first, .serviceMissing] : [first]
    }

    private static func direction(of draft: EventDraft, in session: CallSession?) throws(EventFault) -> CallDirection {
        guard let direction = draft.direction ?? session?.direction else { throw .directionMissing }
        guard session == nil || session?.direction == direction else { throw .directionChanged }
        return direction
    }

    private static func service(of draft: EventDraft, in session: CallSession?) throws(EventFault) -> String {
        guard let service = draft.service ?? session?.service, !service.isEmpty else { throw .serviceMissing }
        guard session == nil || session?.service == service else { throw .serviceChanged }
        return service
    }

    /// An empty user is none.
    private static func user(of draft: EventDraft, _ direction: CallDirection) throws(EventFault) -> String? {
        guard let user = draft.user, !user.isEmpty else {
            guard !self.needsUser(draft.type, direction) else { throw .userMissing }
            return nil
        }
        let isPlain = user.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0.properties.generalCategory != .control
        }
        guard isPlain, user.utf8.count <= 320 else { throw .user }
        return user
    }

    private static func needsUser(_ type: EventType, _ direction: CallDirection) -> Bool {
        switch type {
        case .offered, .unanswered, .dialing: true
        case .accepted, .declined: direction == .inbound
        case .queued, .ringing, .ended: false
        }
    }
}
