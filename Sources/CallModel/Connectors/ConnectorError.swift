/// Why a connector gave no answer. No case carries a number, a key or a body, so it may be logged as it is.
public enum ConnectorError: Error, Hashable, Sendable {
    /// Its time was over.
    case timeout
    /// It took the question, and will answer by another way, or never: a flow that was started.
    case accepted
    /// Nobody listens there, or the connection broke before an answer began.
    case connectError
    /// No trust in the other side (certificate, host name, protocol version).
    case tlsError
    /// The name has no address.
    case dnsError
    /// Credentials are missing or refused (HTTP 401, 403). Retrying is useless.
    case authError
    /// Another refusal (HTTP 4xx).
    case http4xx
    /// The source asks us to wait (HTTP 429); `nil` when it does not say how long.
    case http429(retryAfter: Duration?)
    /// The source is in trouble (HTTP 5xx); `nil` when it does not say how long.
    case http5xx(retryAfter: Duration?)
    /// It was not asked, since as many questions are under way as its rate allows.
    case shed
    /// The answer is not what the manifest promises.
    case badPayload
    /// As ``badPayload`` or ``internal``, and the manifest's program at fault is known.
    case unusable(ProgramFault)
    /// The answer is larger than allowed.
    case tooLarge
    /// The source sent us elsewhere (HTTP 3xx).
    case redirectRefused
    /// The address is private and not on the connector's allow-list.
    case blockedDestination
    /// A fault of our own.
    case `internal`

    /// The manifest's program at fault, where that is known.
    public var fault: ProgramFault? {
        if case .unusable(let fault) = self { fault } else { nil }
    }

    /// The outcome that the lookup's answer shows for this error; also its bounded label in logs and metrics.
    public var outcome: Outcome {
        switch self {
        case .timeout, .accepted: .timeout
        case .connectError: .connectError
        case .tlsError: .tlsError
        case .dnsError: .dnsError
        case .authError: .authError
        case .http4xx: .http4xx
        case .http429: .http429
        case .http5xx: .http5xx
        case .shed: .shed
        case .badPayload: .badPayload
        case .unusable(let fault): fault.outcome
        case .tooLarge: .tooLarge
        case .redirectRefused: .redirectRefused
        case .blockedDestination: .blockedDestination
        case .internal: .internal
        }
    }
}

/// The outcome of asking one connector. Raw values are the contract's words.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// It found something.
    case hit
    /// It knows nothing about the number.
    case miss
    // What ConnectorError says of them.
    case timeout, connectError, tlsError, dnsError, http4xx, http429, http5xx, badPayload, tooLarge
    case redirectRefused, blockedDestination
    /// It was not asked, since its circuit breaker is open.
    case breakerOpen
    /// It was not asked, since too many questions are under way, or more than its rate allows.
    case shed
    /// As ``ConnectorError/authError``.
    case authError
    /// It was not asked, since asking could not help.
    case skipped
    /// It is still being asked; its answer will be a later revision.
    case pending
    /// A fault of our own.
    case `internal`

    /// Whether the connector did what it was there for; anything else makes an empty answer *partial*.
    public var isFine: Bool { self == .hit || self == .miss || self == .skipped }
}
