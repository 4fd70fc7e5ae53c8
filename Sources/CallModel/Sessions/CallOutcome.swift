/// How a call went for one user. Raw values are the contract's words.
public enum CallOutcome: String, Hashable, Sendable, CaseIterable {
    /// Inbound: this user took it.
    case accepted
    /// Inbound: this user refused it.
    case declined
    /// Inbound: it rang and nobody took it; people know it as RONA.
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
