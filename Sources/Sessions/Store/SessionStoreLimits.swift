/// How much a desk holds, and for how long.
public struct SessionStoreLimits: Hashable, Sendable {
    /// Changes that may wait for the journal; further ones are refused.
    public var waiting: Int
    /// Sessions in memory, those that go on and those that ended lately; further ones are refused. A batch may exceed it by its size.
    public var sessions: Int
    /// Changes that share a transaction at most.
    public var batch: Int
    /// A call without any event for so long is over.
    public var maxIdle: Duration
    /// How long sessions stay in the journal after their last event.
    public var keep: Duration
    /// How long recalled tags stay.
    public var keepRecall: Duration

    public init(
        waiting: Int = 8_192, sessions: Int = 200_000, batch: Int = 256, maxIdle: Duration = .seconds(4 * 3_600),
        keep: Duration = .seconds(90 * 86_400),
        keepRecall: Duration = .seconds(180 * 86_400)
    ) {
        self.waiting = waiting
        self.sessions = sessions
        self.batch = batch
        self.maxIdle = maxIdle
        self.keep = keep
        self.keepRecall = keepRecall
    }
}
