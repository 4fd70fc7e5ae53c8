internal import NIOCore
internal import Waiting

/// The text of all metrics, written once for all who wait for it: a hundred readers at once cost one text.
///
/// Nobody gets one whose writing began before they asked.
final class Exposition: Sendable {
    private struct State {
        /// The count of texts whose writing has begun.
        var begun = 0
        /// The last one that was written.
        var last: (number: Int, bytes: ByteBuffer)?
    }

    private let registry: PrometheusRegistry
    private let turn = Bulkhead(inFlight: 1, waiting: .max)
    private let state = Lock(State())

    init(_ registry: PrometheusRegistry) {
        self.registry = registry
    }

    /// The text as it is now.
    func read() async throws(CancellationError) -> ByteBuffer {
        let begun = self.state.withLock(\.begun)
        guard await self.turn.enter() else { throw CancellationError() }
        defer { self.turn.leave() }
        let (number, last) = self.state.withLock { state in
            if let last = state.last, last.number > begun { return (last.number, last.bytes as ByteBuffer?) }
            state.begun += 1
            return (state.begun, nil)
        }
        if let last { return last }
        let bytes = ByteBuffer(bytes: self.registry.text)
        self.state.withLock { $0.last = (number, bytes) }
        return bytes
    }
}
