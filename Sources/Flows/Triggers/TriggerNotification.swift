public import CallModel

/// Something that happened to a call, as flows are told of it. It has no place for a caller: what is known of one is looked up when
/// a post is made, so that what waits outlives no forgetting.
public struct TriggerNotification: Hashable, Sendable {
    public var event: TaskEvent
    public var session: String
    /// The service's id.
    public var service: String
    public var direction: TaskDirection
    public var modality: Modality
    /// When the session's first event happened.
    public var created: WallTime
    /// When the call ended; `nil` while it goes on.
    public var terminated: WallTime?
    /// Who took the call last, a UPN in lower case; `nil` where nobody did.
    public var lastConnectedUser: String?

    public init(
        event: TaskEvent, session: String, service: String, direction: TaskDirection, modality: Modality = .audio,
        created: WallTime, terminated: WallTime? = nil, lastConnectedUser: String? = nil
    ) {
        self.event = event
        self.session = session
        self.service = service
        self.direction = direction
        self.modality = modality
        self.created = created
        self.terminated = terminated
        self.lastConnectedUser = lastConnectedUser
    }
}
