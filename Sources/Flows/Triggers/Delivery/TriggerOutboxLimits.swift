/// How much waits to be posted, for how long, and how hard receivers are tried.
public struct TriggerOutboxLimits: Hashable, Sendable {
    /// What happened and was not looked at yet.
    public var inbox: Int
    /// Posts that wait or are under way, in all.
    public var posts: Int
    /// The same for one subscription.
    public var postsPerSubscription: Int
    /// Posts under way at once, in all.
    public var inFlight: Int
    /// The same for one receiver: scheme, host and port.
    public var inFlightPerDestination: Int
    /// The same for one subscription.
    public var inFlightPerSubscription: Int
    /// Time for one attempt.
    public var attempt: Duration
    /// How long a post is tried after its event, or after its call's end where that is later.
    public var life: Duration
    /// How long a post is tried at most, should nobody ever tell the call's end.
    public var longestLife: Duration

    public init(
        inbox: Int = 10_000, posts: Int = 32_768, postsPerSubscription: Int = 1_024, inFlight: Int = 96,
        inFlightPerDestination: Int = 32, inFlightPerSubscription: Int = 8, attempt: Duration = .seconds(15),
        life: Duration = .seconds(60),
        longestLife: Duration = .seconds(24 * 3_600)
    ) {
        self.inbox = inbox
        self.posts = posts
        self.postsPerSubscription = postsPerSubscription
        self.inFlight = inFlight
        self.inFlightPerDestination = inFlightPerDestination
        self.inFlightPerSubscription = inFlightPerSubscription
        self.attempt = attempt
        self.life = life
        self.longestLife = longestLife
    }
}
