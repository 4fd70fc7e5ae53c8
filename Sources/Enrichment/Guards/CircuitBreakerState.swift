public import CallModel

/// Whether a connector is asked at the moment.
public enum CircuitBreakerState: Hashable, Sendable {
    case closed
    /// Not asked before that time.
    case open(until: MonotonicTime)
    /// One question is under way as a probe; others are not sent.
    case halfOpen
}
