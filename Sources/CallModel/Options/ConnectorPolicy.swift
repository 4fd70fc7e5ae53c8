/// The limits within which one connector is used.
package struct ConnectorPolicy: Hashable, Sendable {
    /// Its own time for one answer, counted from its own start, waiting for a place included; at most 10 s.
    package var total: Duration
    /// The time for which an answer with findings is kept, 0 to 15 min.
    package var hitLifetime: Duration
    /// The time after that for which it is still given at once while the connector is asked anew; together at most 15 min.
    package var staleLifetime: Duration
    /// The time for which "nothing known" is kept, 0 to 15 min.
    package var missLifetime: Duration
    /// Questions under way at once.
    package var inFlight: Int
    /// Questions waiting for a place; further ones are shed at once.
    package var waiting: Int
    /// The time for which the breaker stays open at first.
    package var firstPause: Duration

    /// A policy; what is left out has the defaults of `callcard.yaml`.
    package init(
        total: Duration = .milliseconds(1_500), hitLifetime: Duration = .seconds(300), staleLifetime: Duration = .seconds(600),
        missLifetime: Duration = .seconds(60), inFlight: Int = 32, waiting: Int = 64, firstPause: Duration = .seconds(5)
    ) {
        self.total = total
        self.hitLifetime = hitLifetime
        self.staleLifetime = staleLifetime
        self.missLifetime = missLifetime
        self.inFlight = inFlight
        self.waiting = waiting
        self.firstPause = firstPause
    }
}
