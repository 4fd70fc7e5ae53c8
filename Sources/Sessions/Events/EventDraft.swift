public import CallModel

/// An event as it was posted; what was not said is `nil`.
public struct EventDraft: Hashable, Sendable {
    /// As sent; not checked.
    public var id: String
    /// What happened; a word that is no type never gets this far.
    public var type: EventType
    /// When it happened; `nil` means now.
    public var at: WallTime?
    /// Needed on the first event to arrive.
    public var direction: CallDirection?
    /// The service's id; needed on the first event to arrive.
    public var service: String?
    /// A UPN in any case; empty counts as `nil`.
    public var user: String?
    /// Why; not checked.
    public var reason: String?

    /// An event as it was posted. There is no place for the caller: that goes elsewhere.
    public init(
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
