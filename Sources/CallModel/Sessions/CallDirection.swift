/// Who called whom. Raw values are the contract's words.
public enum CallDirection: String, Hashable, Sendable, CaseIterable {
    /// A caller called the service.
    case inbound
    /// A user called out for the service.
    case outbound

    /// The events that can happen to such a call.
    public var types: Set<EventType> {
        switch self {
        case .inbound: [.queued, .offered, .accepted, .declined, .unanswered, .ended]
        case .outbound: [.dialing, .ringing, .accepted, .declined, .ended]
        }
    }
}
