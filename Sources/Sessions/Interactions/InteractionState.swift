/// Where a call stands for one user. Raw values are the contract's words.
public enum InteractionState: String, Hashable, Sendable, CaseIterable {
    /// It waits, and this user could be offered it.
    case incoming
    /// It rings: here for inbound calls, at the destination for outbound ones.
    case ringing
    /// This user calls out, and it does not ring yet.
    case dialing
    /// This user talks.
    case connected
    /// Nothing goes on here any more; the call itself may still.
    case past
}
