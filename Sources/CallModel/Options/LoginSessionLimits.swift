/// The limits of login sessions: how long people stay signed in to pages, and how many at once.
package struct LoginSessionLimits: Hashable, Sendable {
    /// The time from a login session's last use to its end.
    package var idle: Duration
    /// The time from signing in to the session's end, however much it is used.
    package var longest: Duration
    /// Login sessions at once; beyond that the one that was not used for longest goes.
    package var count: Int

    /// By default an hour, twelve hours and ten thousand.
    package init(idle: Duration = .seconds(3_600), longest: Duration = .seconds(43_200), count: Int = 10_000) {
        self.idle = idle
        self.longest = longest
        self.count = count
    }
}
