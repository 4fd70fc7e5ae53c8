/// How one connector may be used.
public struct ConnectorPolicy: Hashable, Sendable {
    /// Its own time for one answer, counted from its own start, waiting for a place included; at most 10 s.
    public var total: Duration
    /// How long an answer with findings is kept, 0 to 15 min.
    public var hitLifetime: Duration
    /// How long after that it is still given at once while it is asked for anew; together at most 15 min.
    public var staleLifetime: Duration
    /// How long "nothing known" is kept, 0 to 15 min.
    public var missLifetime: Duration
    /// Questions under way at once.
    public var inFlight: Int
    /// Questions waiting for a place; further ones are shed at once.
    public var waiting: Int
    /// How long the breaker stays open the first time.
    public var firstPause: Duration

    public init(
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
