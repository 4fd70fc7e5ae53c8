/// The outcome of a call for one user. Raw values are the contract's words.
public enum CallOutcome: String, Hashable, Sendable, CaseIterable {
    /// Inbound: this user took it.
    case accepted
    /// Inbound: this user refused it.
    case declined
    /// Inbound: it rang and was not taken; people know it as RONA.
    case unanswered
    /// Inbound: the caller gave up before it was taken; people know it as cancelled.
    case abandoned

    /// Outbound: the destination took it.
    case destinationAccepted
    /// Outbound: the destination refused it.
    case destinationDeclined
    /// Outbound: it never got there.
    case destinationNotReached
    /// Outbound: this user gave up while dialling.
    case userAborted
    /// Outbound, anything else; the reason tells what.
    case notAccepted
}

/// The entries that a list shows, by outcome. Raw values are the contract's words.
public enum OutcomeFilter: String, Hashable, Sendable, CaseIterable {
    /// Every entry, also undecided ones.
    case all
    /// Calls that this user took, or that the destination took.
    case accepted
    /// Inbound calls that this user did not take.
    case missed

    /// Whether an entry with this outcome, `nil` while undecided, is shown.
    public func includes(_ outcome: CallOutcome?) -> Bool {
        switch self {
        case .all: true
        case .accepted: outcome == .accepted || outcome == .destinationAccepted
        // Calls out that failed were not missed by anybody here.
        case .missed: outcome == .declined || outcome == .unanswered || outcome == .abandoned
        }
    }
}
