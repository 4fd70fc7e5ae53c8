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

    /// How the icon of a live entry pulses; `nil` where it doesn't.
    public var pulse: Pulse? {
        switch self {
        case .incoming, .ringing, .dialing: .yellow
        case .connected: .green
        case .past: nil
        }
    }

    /// A colour of pulsing icons; a page shows a word beside it.
    public enum Pulse: String, Hashable, Sendable, CaseIterable {
        case yellow, green
    }
}
