import CallModel

/// A token in use.
struct ActiveToken: Sendable, Redacted {
    let text: String
    /// Tells it from those before and after it.
    let serial: Int
}
