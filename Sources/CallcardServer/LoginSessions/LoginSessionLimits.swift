/// How long and how many people stay signed in to pages.
public struct LoginSessionLimits: Hashable, Sendable {
    /// From a visit's last use to its end.
    public var idle: Duration
    /// From signing in to the end, however much it is used.
    public var longest: Duration
    /// Visits at once; beyond that the one that was not used for longest goes.
    public var count: Int

    public init(idle: Duration = .seconds(3_600), longest: Duration = .seconds(43_200), count: Int = 10_000) {
        self.idle = idle
        self.longest = longest
        self.count = count
    }
}
