internal import CallModel
internal import OutboundHTTP

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

/// The outcome of an attempt to post.
enum TriggerPostOutcome: Hashable {
    /// The receiver has it (2xx).
    case delivered
    /// The receiver wants no more (410), or has not been there for too long (404): the subscription ends.
    case gone
    /// The receiver does not have it, and the post is to be tried again; `retryAfter` where the receiver said when, 1 to 300 s.
    case failed(retryAfter: Duration?)
    /// Likewise, since nothing is there (404); where that lasts the subscription ends.
    case notFound(retryAfter: Duration?)
    /// There was no answer; the post is to be tried again.
    case unanswered
    /// The post can't or may not be sent there; trying again is useless.
    case refused
    /// The post is no longer wanted: the subscription has ended, or its key may not know of the call.
    case unwanted

    /// A redirect is a failure like any other: its target was not checked.
    init(_ answer: HTTPAnswer, now: WallTime) {
        let retryAfter = answer.header("retry-after").flatMap { RetryAfter.parse($0, now: now) }
        switch answer.status {
        case 200...299: self = .delivered
        case 404: self = .notFound(retryAfter: retryAfter)
        case 410: self = .gone
        default: self = .failed(retryAfter: retryAfter)
        }
    }

    init(_ error: TransportError) {
        switch error {
        case .blockedDestination, .unusable: self = .refused
        case .timeout, .connect, .tls, .dns, .tooLarge, .malformed, .cancelled: self = .unanswered
        }
    }

    /// What it says of the callback; `nil` where it says nothing, or the last thing.
    var answer: CallbackHealth.Answer? {
        switch self {
        case .delivered: .taken
        case .failed: .refused
        case .notFound: .notFound
        case .unanswered, .refused: .silence
        case .gone, .unwanted: nil
        }
    }

    /// The label in metrics.
    var label: String {
        switch self {
        case .delivered: "delivered"
        case .gone: "gone"
        case .failed, .notFound, .unanswered: "failed"
        case .refused: "refused"
        case .unwanted: "unwanted"
        }
    }
}
