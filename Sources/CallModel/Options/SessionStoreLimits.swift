/// The limits of a session store: how much it holds, and for how long.
package struct SessionStoreLimits: Hashable, Sendable {
    /// The maximum number of changes that wait for the journal; further ones are refused.
    package var waiting: Int
    /// The maximum number of sessions in memory, live and over lately, which a batch may exceed by its size; others are refused.
    package var sessions: Int
    /// The maximum number of changes that share a transaction.
    package var batch: Int
    /// The limits of events that wait for their calls.
    package var early: EarlyEventLimits
    /// Longest time without any event; then a call is over.
    package var maxIdle: Duration
    /// The time for which sessions stay in the journal after their last event.
    package var keep: Duration
    /// The time for which recalled tags stay in the journal.
    package var keepRecall: Duration

    package init(
        waiting: Int = 8_192, sessions: Int = 200_000, batch: Int = 256, early: EarlyEventLimits = .init(),
        maxIdle: Duration = .seconds(4 * 3_600),
        keep: Duration = .seconds(90 * 86_400), keepRecall: Duration = .seconds(180 * 86_400)
    ) {
        self.waiting = waiting
        self.sessions = sessions
        self.batch = batch
        self.early = early
        self.maxIdle = maxIdle
        self.keep = keep
        self.keepRecall = keepRecall
    }
}

/// The limits of what waits for calls whose direction or service is not known yet.
package struct EarlyEventLimits: Hashable, Sendable {
    /// The maximum number of events in all.
    package var all: Int
    /// The maximum number of events of one credential; its oldest goes first.
    package var perKey: Int
    /// The longest time that an event waits.
    package var wait: Duration

    package init(all: Int = 10_000, perKey: Int = 1_000, wait: Duration = .seconds(600)) {
        self.all = all
        self.perKey = perKey
        self.wait = wait
    }
}
