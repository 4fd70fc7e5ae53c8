package import CallModel

/// Is informed of each change of a session once the journal has it, before pages are.
///
/// It is called in order, by one task; it must return at once.
package protocol SessionObserver: Sendable {
    /// A session is new or has changed.
    ///
    /// - Parameters:
    ///   - before: Its earlier state; `nil` where the session is new.
    ///   - session: As it is now.
    func sessionChanged(from before: CallSession?, to session: CallSession)

    /// A session was live when the server last stopped, and goes on.
    func sessionRestored(_ session: CallSession)

    /// Events that waited for their calls were dropped.
    func earlyEventsDropped(_ events: [EarlyEventRecord.ID], _ end: EarlyEventEnd)
}

extension SessionObserver {
    /// Does nothing: such events have been part of no call.
    package func earlyEventsDropped(_: [EarlyEventRecord.ID], _: EarlyEventEnd) {}
}
