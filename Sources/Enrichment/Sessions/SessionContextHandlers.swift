/// Who hears of sessions.
///
/// A type of its own, since a lock around a bare closure wraps it once more at each look, and each call then takes longer.
struct SessionContextHandlers: Sendable {
    /// Hears of each new revision of a session's context.
    var revision: (@Sendable (String) -> Void)?
    /// Hears of a session that was not known before.
    var known: (@Sendable (String) -> Void)?
}
