internal import CallModel
internal import OutboundHTTP

/// The outcome of an attempt to post.
enum TriggerPostOutcome: Hashable {
    /// The receiver has it (2xx).
    case delivered
    /// The receiver wants no more (410): the subscription ends.
    case gone
    /// The post is to be tried again; `retryAfter` where the receiver said when, 1 to 300 s.
    case failed(retryAfter: Duration?)
    /// The post can't or may not be sent there; trying again is useless.
    case refused
    /// The post is no longer wanted: the subscription has ended, or its key may not know of the call.
    case unwanted

    /// A redirect is a failure like any other: its target was not checked.
    init(_ answer: HTTPAnswer, now: WallTime) {
        switch answer.status {
        case 200...299: self = .delivered
        case 410: self = .gone
        default: self = .failed(retryAfter: answer.header("retry-after").flatMap { RetryAfter.parse($0, now: now) })
        }
    }

    init(_ error: TransportError) {
        switch error {
        case .blockedDestination, .unusable: self = .refused
        case .timeout, .connect, .tls, .dns, .tooLarge, .malformed, .cancelled: self = .failed(retryAfter: nil)
        }
    }

    /// The label in metrics.
    var label: String {
        switch self {
        case .delivered: "delivered"
        case .gone: "gone"
        case .failed: "failed"
        case .refused: "refused"
        case .unwanted: "unwanted"
        }
    }
}
