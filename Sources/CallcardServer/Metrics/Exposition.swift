internal import CallModel
internal import NIOCore
internal import Waiting

/// The text of all metrics, written once for all who wait for it: a hundred readers at once cost one text.
///
/// Nobody gets one whose writing began before they asked, unless many ask: then one that is no older than a second.
final class Exposition: Sendable {
    private struct Text {
        let number: Int
        let bytes: ByteBuffer
        let begunAt: MonotonicTime
    }

    private struct State {
        /// The count of texts whose writing has begun.
        var begun = 0
        /// The last one that was written.
        var last: Text?
    }

    /// Readers that wait, from which on they are many.
    private static let many = 4
    private static let freshness = Duration.seconds(1)

    private let registry: PrometheusRegistry
    private let time: any TimeSource
    private let turn = Bulkhead(inFlight: 1, waiting: .max)
    private let state = Lock(State())

    init(_ registry: PrometheusRegistry, time: any TimeSource) {
        self.registry = registry
        self.time = time
    }

    /// The text as it is now.
    func read() async throws(CancellationError) -> ByteBuffer {
        let begun = self.state.withLock(\.begun)
        guard await self.turn.enter() else { throw CancellationError() }
        defer { self.turn.leave() }
        let (now, areMany) = (self.time.monotonicNow(), self.turn.queued >= Self.many)
        let (number, last) = self.state.withLock { state -> (Int, ByteBuffer?) in
            if let last = state.last, last.number > begun || (areMany && now - last.begunAt < Self.freshness) {
                return (last.number, last.bytes)
            }
            state.begun += 1
            return (state.begun, nil)
        }
        if let last { return last }
        let bytes = ByteBuffer(bytes: self.registry.text)
        self.state.withLock { $0.last = Text(number: number, bytes: bytes, begunAt: now) }
        return bytes
    }
}
