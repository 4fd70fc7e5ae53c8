internal import CallModel

/// How much a journal in memory keeps; beyond it the oldest goes. What is bounded elsewhere has no limit here: calls that go on,
/// subscriptions, and what is one a service or a user.
public struct InMemoryJournalLimits: Hashable, Sendable {
    /// Sessions that are over.
    public var pastSessions: Int
    /// Different tags, for suggestions.
    public var tags: Int
    /// Conclusions whose tags come back with their callers.
    public var recalls: Int

    public init(pastSessions: Int = 50_000, tags: Int = 20_000, recalls: Int = 50_000) {
        self.pastSessions = pastSessions
        self.tags = tags
        self.recalls = recalls
    }
}

extension InMemoryJournal.State {
    /// Drops what is over the limits: a tenth more each time, so that it costs each entry little.
    mutating func makeRoom(_ limits: InMemoryJournalLimits) {
        if self.sessions.count > max(self.tidyAt, limits.pastSessions) {
            let past = self.sessions.filter { !$0.value.head.isLive }.sorted {
                $0.value.head.lastReceivedAt < $1.value.head.lastReceivedAt
            }
            for (id, _) in past.prefix(max(0, past.count - limits.pastSessions * 9 / 10)) { self.sessions[id] = nil }
            self.tidyAt = self.sessions.count + limits.pastSessions / 10
        }
        if self.tags.count > limits.tags {
            let oldest = self.tags.sorted { $0.value.lastUsedAt < $1.value.lastUsedAt }.prefix(
                self.tags.count - limits.tags * 9 / 10)
            for (key, _) in oldest { self.tags[key] = nil }
        }
        if self.recalls.count > limits.recalls { self.recalls.removeFirst(self.recalls.count - limits.recalls * 9 / 10) }
    }
}
