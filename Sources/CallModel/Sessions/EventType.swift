/// What happened to a call. Raw values are the contract's words.
public enum EventType: String, Hashable, Sendable, CaseIterable {
    case queued, offered, accepted, declined, unanswered, ended, dialing, ringing

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
}
