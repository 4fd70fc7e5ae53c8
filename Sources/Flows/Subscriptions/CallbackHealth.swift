internal import CallModel

/// How a subscription's callback has answered of late: a pure value, by our own clock that never jumps.
///
/// A callback that is not there any more, as that of a flow that was deleted, ends its subscription: see ``note(_:at:)``.
struct CallbackHealth: Hashable, Sendable {
    /// The answer to an attempt, as far as it says something of the callback.
    enum Answer: Hashable, Sendable {
        /// The callback takes what is posted.
        case taken
        /// Nothing is there: 404.
        case notFound
        /// The callback is there, and does not take it.
        case refused
        /// There was no answer, which says nothing of whether the callback is there.
        case silence
    }

    /// Answers of 404 in a row that end a subscription, if there is an ``hour`` between the first and the last.
    private static let manyMisses = 20
    private static let hour = Duration.seconds(3_600)
    /// The time of nothing but 404 that ends a subscription, however many these are.
    private static let day = Duration.seconds(24 * 3_600)

    /// Attempts that failed since the last one that did not.
    private(set) var failures = 0
    /// Answers of 404 since the last other answer, and when the first of them came.
    private var misses = 0
    private var missingSince: MonotonicTime?

    /// Notes the answer to an attempt.
    ///
    /// - Returns: Whether the callback counts as gone: 404 for 24 h, or 20 times in a row over at least an hour.
    mutating func note(_ answer: Answer, at now: MonotonicTime) -> Bool {
        self.failures += 1
        switch answer {
        case .taken: self = CallbackHealth()
        case .refused: (self.misses, self.missingSince) = (0, nil)
        case .silence: break
        case .notFound:
            self.misses += 1
            let since = self.missingSince ?? now
            self.missingSince = since
            return now - since >= Self.day || self.misses >= Self.manyMisses && now - since >= Self.hour
        }
        return false
    }
}
