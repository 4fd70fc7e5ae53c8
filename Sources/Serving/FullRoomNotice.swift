internal import CallModel
internal import Logging
internal import Synchronization

/// Tells the operator that connections are refused or closed for want of room, once a minute at most.
final class FullRoomNotice: Sendable {
    private static let pause = Duration.seconds(60)

    private let logger: Logger
    private let time: any TimeSource
    /// When the next line may be written, in nanoseconds of the monotonic clock.
    private let next = Atomic<Int64>(.min)

    init(logger: Logger, time: any TimeSource) {
        self.logger = logger
        self.time = time
    }

    /// Writes the line, unless it was written less than a minute ago.
    func write() {
        let (now, due) = (self.time.monotonicNow().nanoseconds, self.next.load(ordering: .relaxed))
        guard now >= due else { return }
        let isFirst = self.next.compareExchange(
            expected: due, desired: now + Self.pause.nanoseconds, ordering: .relaxed
        ).exchanged
        guard isFirst else { return }
        self.logger.warning(
            "there is no room for all connections: the longest idle of those who have most are closed; see LimitNOFILE in the manual"
        )
    }
}
