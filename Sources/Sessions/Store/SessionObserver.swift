/// Hears of each change of a session once the journal has it, before anybody's page does.
///
/// It is called in order, by one task; it must return at once.
public protocol SessionObserver: Sendable {
    /// - Parameter before: `nil` where the session is new.
    func sessionChanged(from before: CallSession?, to session: CallSession)

    /// A session was live when the server last stopped, and goes on.
    func sessionRestored(_ session: CallSession)
}
