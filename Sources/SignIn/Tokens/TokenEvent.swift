/// What is worth counting about tokens. Nothing in it comes from a token.
public enum TokenEvent: Hashable, Sendable {
    case refused(TokenRefusal)
    /// An issuer's keys were fetched; the issuer as it is configured.
    case fetched(issuer: String)
    case notFetched(issuer: String, KeyFetchError)
}

/// Hears of each ``TokenEvent``.
public typealias TokenEventHandler = @Sendable (TokenEvent) -> Void
