package import CallModel

/// An event as it was posted, unchecked; members that were not sent are `nil`. There is no place for the caller, who is held elsewhere.
package struct EventDraft: Hashable, Sendable {
    /// The session service's id of the event.
    package var id: String
    /// The kind of event; a word that is no type is refused before.
    package var type: EventType
    /// When it happened; `nil` means now.
    package var at: WallTime?
    /// The direction of the call; needed on the event that makes its session.
    package var direction: CallDirection?
    /// The service's id; likewise.
    package var service: String?
    /// A UPN or one of the service's aliases, in any case; empty counts as `nil`.
    package var user: String?
    /// Why it happened.
    package var reason: String?

    package init(
        id: String, type: EventType, at: WallTime? = nil, direction: CallDirection? = nil, service: String? = nil,
        user: String? = nil, reason: String? = nil
    ) {
        self.id = id
        self.type = type
        self.at = at
        self.direction = direction
        self.service = service
        self.user = user
        self.reason = reason
    }
}

/// Checks posted events against the contract and the session so far.
package enum EventCheck {
    /// The longest time that `at` may be ahead of Callcard's clock.
    package static let mostAhead = Duration.seconds(300)

    /// Makes an event of a posted draft.
    ///
    /// - Parameters:
    ///   - draft: As it was posted.
    ///   - session: As it is known so far; `nil` for the first event.
    ///   - now: The time by Callcard's clock; the event's time where it has none, but never before an earlier event's arrival: a clock
    ///     that is set back during a call would put its end before its beginning.
    ///   - latest: The time that `at` is compared with, where our clock was set back; `now` by default.
    /// - Returns: `nil` for an event without effect: one of this id is known, whatever else it says; or the session is full and over.
    /// - Throws: The first fault of the draft.
    package static func event(
        from draft: EventDraft, to session: CallSession?, at now: WallTime, latest: WallTime? = nil
    ) throws(EventFault) -> CallEvent? {
        guard SessionID.isValid(draft.id) else { throw .id }
        if let session, session.holds(event: draft.id) { return nil }
        let direction = try self.direction(of: draft, in: session)
        let service = try self.service(of: draft, in: session)
        guard draft.type.happens(in: direction) else { throw .typeUnfit }
        let user = try self.user(of: draft, direction)
        let at = try self.time(of: draft, in: session, at: now, latest: latest)
        if let session, session.isFull {
            guard draft.type == .ended else { throw .tooMany }
            // One end is always accepted; more of them would have no bound.
            guard session.isLive else { return nil }
        }
        return CallEvent(
            id: draft.id, type: draft.type, at: at, direction: direction, service: service, user: user, reason: draft.reason)
    }

    /// When an event happened, once its reason is good, too.
    static func time(
        of draft: EventDraft, in session: CallSession?, at now: WallTime, latest: WallTime?
    ) throws(EventFault) -> WallTime {
        if let reason = draft.reason, !SessionID.isValid(reason) { throw .reason }
        if let at = draft.at, at > (latest ?? now) + self.mostAhead { throw .tooFarAhead }
        return draft.at ?? max(now, session?.lastReceivedAt ?? now)
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
    static func user(of draft: EventDraft, _ direction: CallDirection) throws(EventFault) -> String? {
        guard let user = draft.user, !user.isEmpty else {
            guard !draft.type.needsUser(in: direction) else { throw .userMissing }
            return nil
        }
        let isPlain = user.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0.properties.generalCategory != .control
        }
        guard isPlain, user.utf8.count <= 320 else { throw .user }
        return user
    }
}
