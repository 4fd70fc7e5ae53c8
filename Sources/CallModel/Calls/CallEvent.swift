/// One thing that happened to a call, as it is journaled.
///
/// It has no place for a caller: nothing made of events can hold caller data.
public struct CallEvent: Hashable, Sendable {
    /// Unique within its session.
    public let id: String
    /// The kind of event.
    public let type: EventType
    /// When it happened, by the session service's clock.
    public let at: WallTime
    /// The session's, whether or not this event named it.
    public let direction: CallDirection
    /// The session's service id, whether or not this event named it.
    public let service: String
    /// A UPN in lower case; `nil` where the event is about nobody in particular.
    public let user: String?
    /// Why, in the session service's words: `busy`, `overflow` …
    public let reason: String?

    /// An event with all that is known of it.
    ///
    /// - Parameter user: In any case; kept in lower case.
    public init(
        id: String, type: EventType, at: WallTime, direction: CallDirection, service: String, user: String? = nil,
        reason: String? = nil
    ) {
        self.id = id
        self.type = type
        self.at = at
        self.direction = direction
        self.service = service
        self.user = user?.lowercased()
        self.reason = reason
    }

    /// The event with the user for whom its `user` is another name.
    ///
    /// - Parameter aliases: UPNs by other names, both in lower case.
    public func resolvingUser(by aliases: [String: String]) -> CallEvent {
        guard let user = self.user.flatMap({ aliases[$0] }) else { return self }
        return CallEvent(
            id: self.id, type: self.type, at: self.at, direction: self.direction, service: self.service, user: user,
            reason: self.reason)
    }

    /// Whether this one counts as the earlier of two events of a session: by time, then rank, then id.
    public func precedes(_ other: CallEvent) -> Bool {
        (self.at, self.type.rank, self.id) < (other.at, other.type.rank, other.id)
    }
}

/// The kind of an event. Raw values are the contract's words.
public enum EventType: String, Hashable, Sendable, CaseIterable {
    /// Inbound: it waits for a user.
    case queued
    /// Inbound: it rings at a user.
    case offered
    /// A user took it, or outbound, the destination did.
    case accepted
    /// A user refused it, or outbound, the destination did.
    case declined
    /// Inbound: it rang at a user and was not taken.
    case unanswered
    /// The call is over.
    case ended
    /// Outbound: a user calls out.
    case dialing
    /// Outbound: it rings at the destination.
    case ringing

    /// Which of two events of the same moment came first: 0 before 4.
    public var rank: Int {
        switch self {
        case .queued, .dialing: 0
        case .offered, .ringing: 1
        case .declined, .unanswered: 2
        case .accepted: 3
        case .ended: 4
        }
    }

    /// The direction of all calls to which it can happen; `nil` where it happens to both.
    public var direction: CallDirection? {
        switch self {
        case .queued, .offered, .unanswered: .inbound
        case .dialing, .ringing: .outbound
        case .accepted, .declined, .ended: nil
        }
    }

    /// Whether it can happen to a call of this direction.
    public func happens(in direction: CallDirection) -> Bool {
        self.direction.map { $0 == direction } ?? true
    }

    /// Whether an event of this type must say which user it is about.
    public func needsUser(in direction: CallDirection) -> Bool {
        switch self {
        case .offered, .unanswered, .dialing: true
        // Outbound the destination may do both, and is no user.
        case .accepted, .declined: direction == .inbound
        case .queued, .ringing, .ended: false
        }
    }
}

/// The side that called. Raw values are the contract's words.
public enum CallDirection: String, Hashable, Sendable, CaseIterable {
    /// A caller called the service.
    case inbound
    /// A user called out for the service.
    case outbound
}

/// The rule for session ids, which are the session service's own and are written into the journal.
public enum SessionID {
    /// Whether `id` is 1–128 of `A-Z a-z 0-9 . _ ~ -`.
    public static func isValid(_ id: String) -> Bool {
        (1...128).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}
