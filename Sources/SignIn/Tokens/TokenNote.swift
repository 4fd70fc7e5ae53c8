/// What is worth counting about tokens. Nothing in it comes from a token.
public enum TokenNote: Hashable, Sendable {
    case refused(TokenRefusal)
    /// An issuer's keys were fetched; the issuer as it is configured.
    case fetched(issuer: String)
    case notFetched(issuer: String, KeyFetchError)
}

/// Hears of each ``TokenNote``.
public typealias TokenNoteTaker = @Sendable (TokenNote) -> Void
