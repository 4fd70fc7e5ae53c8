public import CallModel

/// A call as one user sees it: one entry of their list.
///
/// Who called is not in here; that is held elsewhere, and forgotten.
public struct Interaction: Hashable, Sendable {
    /// The session's id; with `user` it tells entries apart.
    public let session: String
    /// The service's id.
    public let service: String
    /// Who called whom.
    public let direction: CallDirection
    /// A UPN in lower case; empty only in ``CallSession/unattended``.
    public private(set) var user: String
    /// Where the call stands for this user.
    public let state: InteractionState
    /// `nil` while undecided. An entry that rings again after a refusal keeps its outcome meanwhile.
    public let outcome: CallOutcome?
    /// What the session service said about the outcome or the end.
    public let reason: String?
    /// How often it was offered to this user: 0 where it was picked from the queue; outbound 1.
    public let attempts: Int
    /// When the session's first event happened.
    public let startedAt: WallTime
    /// When the last event that changed this entry happened, or its conclusion was saved, whichever is later.
    public let updatedAt: WallTime
    /// The timer to show; it is among `timers`.
    public let timer: CallTimer
    /// Those that ran for this user.
    public let timers: CallTimers
    /// What this user saved about it; `nil` before.
    public let conclusion: Conclusion?

    /// Whether two users' entries differ in nothing but the user.
    public func isSame(as other: Interaction) -> Bool {
        var other = other
        other.user = self.user
        return self == other
    }

    /// Whether anything can still happen to it.
    public var isLive: Bool { self.state != .past }

    /// Whether this user took part and has yet to conclude it, whatever widgets are switched on.
    public var isOpen: Bool {
        guard self.conclusion == nil, let outcome = self.outcome else { return false }
        return self.direction == .outbound || outcome == .accepted
    }
}
