public import CallModel

extension CallSession {
    /// The reason of calls whose end nobody told.
    public static let lostReason = "lost"

    /// The id of the event that ends a lost call; no session service can use it.
    public static let lostEventID = "#lost"

    /// The end of a call that nothing was heard of for too long (T1); journal it and receive it like any other event.
    ///
    /// It does not depend on when this is asked, and comes after all that is known, also where that lies ahead.
    ///
    /// - Parameters:
    ///   - now: By our own clock.
    ///   - maxIdle: Time from the arrival of the last event, above zero.
    /// - Returns: `nil` where the call is over, or it is too early.
    public func lostEvent(at now: WallTime, maxIdle: Duration) -> CallEvent? {
        let due = self.lastReceivedAt + maxIdle
        guard self.isLive, now >= due else { return nil }
        return CallEvent(
            id: Self.lostEventID, type: .ended, at: max(due, self.log.last.at), direction: self.direction, service: self.service,
            reason: Self.lostReason)
    }
}
