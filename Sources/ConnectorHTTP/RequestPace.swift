import CallModel
import Manifests

/// When requests may be sent so that a rate is kept, whichever second is counted. A value: no clock, no lock.
///
/// As many as the rate allows go at once; the next one waits until the first of them is a ``RequestRate/span`` old.
struct RequestPace: Sendable {
    /// Added to the span, since the network may bring requests nearer together than they were sent.
    static let margin = Duration.milliseconds(50)

    private let span: Duration
    private let atOnce: Int
    /// The last starts, ``atOnce`` at most; the oldest stands at ``oldest`` once there are as many.
    private var starts: [MonotonicTime] = []
    private var oldest = 0

    init(_ rate: RequestRate) {
        self.span = rate.span + Self.margin
        self.atOnce = rate.atOnce
    }

    /// Takes the next start.
    ///
    /// - Parameters:
    ///   - now: Starts are taken in the order in which they are asked for.
    ///   - latest: A later start is of no use.
    /// - Returns: A time from `now` to `latest`; `nil` where all these are taken, and then nothing is.
    mutating func take(at now: MonotonicTime, notAfter latest: MonotonicTime) -> MonotonicTime? {
        guard self.starts.count == self.atOnce else {
            guard now <= latest else { return nil }
            self.starts.append(now)
            return now
        }
        let start = max(now, self.starts[self.oldest] + self.span)
        guard start <= latest else { return nil }
        self.starts[self.oldest] = start
        self.oldest = (self.oldest + 1) % self.atOnce
        return start
    }
}
