/// Keeps second attempts to a tenth of the questions, so that retries don't add to an upstream's trouble. A plain value.
struct RetryBudget {
    static let share = 0.1
    /// Retries that may be saved up.
    static let most = 10.0

    private var saved = 0.0

    /// A question was asked.
    mutating func earn() {
        self.saved = min(Self.most, self.saved + Self.share)
    }

    /// Whether there is a retry left, which is then spent.
    mutating func spend() -> Bool {
        // Ten tenths are a little less than one.
        guard self.saved >= 1 - 1e-9 else { return false }
        self.saved -= 1
        return true
    }
}
