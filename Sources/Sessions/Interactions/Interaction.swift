package import CallModel

/// A call as one user sees it: one entry of their list.
///
/// It says nothing of the caller, who is held elsewhere and forgotten.
package struct Interaction: Hashable, Sendable {
    /// The session's id; with `user` it tells entries apart.
    package let session: String
    /// The service's id.
    package let service: String
    /// The side that called: `inbound` or `outbound`.
    package let direction: CallDirection
    /// A UPN in lower case; empty only in ``CallSession/unattended``.
    package private(set) var user: String
    /// The state of the call for this user.
    package let state: InteractionState
    /// The outcome for this user; `nil` while undecided. An entry that rings again after a refusal keeps its outcome meanwhile.
    package let outcome: CallOutcome?
    /// The session service's reason for the outcome or the end; `nil` where it gave none.
    package let reason: String?
    /// The count of times that the call was offered to this user: 0 where it was picked from the queue; outbound 1.
    package let attempts: Int
    /// When the session's first event happened.
    package let startedAt: WallTime
    /// When the last event that changed this entry happened, or its conclusion was saved, whichever is later.
    package let updatedAt: WallTime
    /// The timer to show; it is among `timers`.
    package let timer: CallTimer
    /// The timers that ran for this user.
    package let timers: CallTimers
    /// The codes and tags that this user saved about the call; `nil` before.
    package let conclusion: Conclusion?

    /// Whether two users' entries differ in nothing but the user.
    package func isSame(as other: Interaction) -> Bool {
        var other = other
        other.user = self.user
        return self == other
    }

    /// Whether anything can still happen to the entry.
    package var isLive: Bool { self.state != .past }

    /// Whether this user took part and has yet to conclude the call, whatever widgets are switched on.
    package var isOpen: Bool {
        guard self.conclusion == nil, let outcome = self.outcome else { return false }
        return self.direction == .outbound || outcome == .accepted
    }
}

/// The state of a call for one user. Raw values are the contract's words.
package enum InteractionState: String, Hashable, Sendable, CaseIterable {
    /// The call waits, and this user could be offered it.
    case incoming
    /// The call rings: here for inbound calls, at the destination for outbound ones.
    case ringing
    /// This user calls out, and it does not ring yet.
    case dialing
    /// This user talks.
    case connected
    /// Nothing goes on here any more; the call itself may still.
    case past
}

/// The kind of change of one user's entry, for their event stream.
package enum InteractionChange: Hashable, Sendable {
    /// The entry is new, or something in it is; the whole entry.
    case entry(Interaction)
    /// The entry is concluded now; the whole entry.
    case concluded(Interaction)
    /// The entry is gone: another user took the call, or this one left the team.
    case removed
}
