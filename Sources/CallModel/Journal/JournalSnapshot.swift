/// What a server needs from the journal when it starts.
public struct JournalSnapshot: Hashable, Sendable {
    /// Sessions that were live when the journal was last written.
    public var liveSessions: [SessionRecord]
    /// Settings by service id.
    public var settings: [String: SettingsRecord]
    /// Switched-off services by user, a UPN in lower case.
    public var inactiveServices: [String: Set<String>]
    /// Flows that want to be told of calls, by age, then id.
    public var subscriptions: [SubscriptionRecord]

    /// An empty one is that of a new journal.
    public init(
        liveSessions: [SessionRecord] = [], settings: [String: SettingsRecord] = [:],
        inactiveServices: [String: Set<String>] = [:], subscriptions: [SubscriptionRecord] = []
    ) {
        self.liveSessions = liveSessions
        self.settings = settings
        self.inactiveServices = inactiveServices
        self.subscriptions = subscriptions
    }
}
