/// An event that arrived before its call's direction or service was known, as it is journaled until they are.
///
/// It has no place for a caller either.
public struct EarlyEventRecord: Hashable, Sendable, Identifiable {
    /// An early event's name. Two credentials may post the same: only one of them may have a part in the call.
    public struct ID: Hashable, Sendable {
        /// The session service's id of the call.
        public let session: String
        /// The id of the posting credential.
        public let key: String
        /// The session service's id of the event.
        public let event: String

        /// A name of its three parts.
        public init(session: String, key: String, event: String) {
            self.session = session
            self.key = key
            self.event = event
        }
    }

    /// The event's name, with its session and its sender.
    public let id: ID
    /// The services that the posting credential reached.
    public let scope: ServiceScope
    /// The kind of event.
    public let type: EventType
    /// When it happened, by the session service's clock, or when it arrived.
    public let at: WallTime
    /// The direction of the call; `nil` where neither the event nor its type tells.
    public let direction: CallDirection?
    /// The service's id; `nil` where the event does not tell.
    public let service: String?
    /// A user or an alias as it was sent: which of both is known with the service.
    public let user: String?
    /// Why it happened.
    public let reason: String?

    /// An event with all that is known of it.
    public init(
        id: ID, scope: ServiceScope, type: EventType, at: WallTime, direction: CallDirection? = nil, service: String? = nil,
        user: String? = nil, reason: String? = nil
    ) {
        self.id = id
        self.scope = scope
        self.type = type
        self.at = at
        self.direction = direction
        self.service = service
        self.user = user
        self.reason = reason
    }
}
