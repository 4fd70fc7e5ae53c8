/// Is informed of the sessions that lookups and events name, and of their contexts. It is called by the task that makes the
/// change, and must return at once.
package protocol SessionContextObserver: Sendable {
    /// A session was named for the first time.
    ///
    /// - Parameter session: Its id.
    func sessionBecameKnown(_ session: String)

    /// A session's context has a new revision: a person could see a difference, or its number was forgotten.
    ///
    /// - Parameter session: Its id.
    func contextRevised(of session: String)
}

extension Enricher {
    /// Names the one observer of sessions' contexts; it takes the place of an earlier one.
    package func observe(with observer: any SessionContextObserver) {
        self.sessions.observe(with: observer)
    }
}
