/// What the engine knows of a session's life.
public enum SessionLiveness: Hashable, Sendable {
    /// From its first event, or the first lookup that names it, on.
    case live
    /// Its call has ended, and its caller is still held.
    case over
    /// Never heard of, forgotten, or not for who asks.
    case unknown
}
