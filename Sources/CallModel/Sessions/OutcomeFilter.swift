/// Which entries a list shows. Raw values are the contract's words.
public enum OutcomeFilter: String, Hashable, Sendable, CaseIterable {
    case all, accepted, missed

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
