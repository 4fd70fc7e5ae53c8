/// How asking one connector ended. Raw values are the contract's words.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
    case hit, miss, timeout, connectError, tlsError, dnsError, http4xx, http429, http5xx, badPayload, tooLarge
    case redirectRefused, blockedDestination, breakerOpen, shed, authError, skipped, pending, `internal`

    /// Whether the connector did what it was there for; anything else makes an empty answer *partial*.
    public var isFine: Bool { self == .hit || self == .miss || self == .skipped }
}
