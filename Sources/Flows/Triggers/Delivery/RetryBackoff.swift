/// How long to wait before a post is tried again.
enum RetryBackoff {
    static let first = Duration.seconds(1)
    static let longest = Duration.seconds(300)

    /// Doubles with each attempt, ± 20 % so that what failed together does not come back together.
    ///
    /// - Parameters:
    ///   - attempts: How often it was tried, at least once.
    ///   - chance: From 0 to 1.
    /// - Returns: At most 360 s.
    static func pause(after attempts: Int, chance: Double) -> Duration {
        min(self.first * (1 << min(max(attempts, 1) - 1, 16)), self.longest) * (0.8 + 0.4 * chance)
    }
}
