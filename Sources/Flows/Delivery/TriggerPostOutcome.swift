internal import CallModel
internal import OutboundHTTP

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
