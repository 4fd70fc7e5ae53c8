package import CallModel
package import Manifests
import Waiting

/// Lets a connector's requests wait for their turn, so that the CRM's rate is kept instead of being told of it by 429.
///
/// The queue is short: who would wait for more than three quarters of the time that is left, or behind ``mostWaiting`` others, is told
/// so at once, and the CRM keeps time to answer.
package final class RequestPacer: Sendable {
    /// The maximum number of requests that wait for their turn.
    static let mostWaiting = 64

    private struct State {
        var pace: RequestPace
        var waiting = 0
    }

    private let state: Lock<State>
    private let time: any TimeSource

    /// A pacer that no request has passed yet.
    package init(_ rate: RequestRate, time: any TimeSource) {
        self.state = Lock(State(pace: RequestPace(rate)))
        self.time = time
    }

    /// Returns when a request may be sent.
    ///
    /// - Parameter end: Until when its question may take.
    /// - Throws: ``ConnectorError/shed`` where there is no turn in time; ``ConnectorError/timeout`` where the calling task is cancelled,
    ///   which leaves its turn unused.
    package func waitForTurn(until end: MonotonicTime) async throws(ConnectorError) {
        let now = self.time.monotonicNow()
        let latest = now + (end - now) * 3 / 4
        let start = self.state.withLock { state -> MonotonicTime? in
            guard state.waiting < Self.mostWaiting, let start = state.pace.take(at: now, notAfter: latest) else { return nil }
            if start > now { state.waiting += 1 }
            return start
        }
        guard let start else { throw .shed }
        guard start > now else { return }
        defer { self.state.withLock { $0.waiting -= 1 } }
        do { try await self.time.sleep(until: start) } catch { throw .timeout }
    }
}
