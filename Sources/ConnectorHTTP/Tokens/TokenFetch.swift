import CallModel
import Synchronization

/// One fetching of a token, for which any number of questions wait.
final class TokenFetch: Sendable {
    typealias Landing = Result<ActiveToken, ConnectorError>

    private let state = Mutex(State())

    private struct State {
        var landing: Landing?
        var waiting: [Int: CheckedContinuation<Landing, Never>] = [:]
        var count = 0
    }

    /// How the fetching ended. A question that is cancelled waits no longer; the fetching goes on for the others.
    func landing() async -> Landing {
        let place = self.state.withLock { state in
            state.count += 1
            return state.count
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let landing = self.state.withLock { state -> Landing? in
                    // Cancelled before it waited: the handler below has found nobody.
                    if Task.isCancelled { return state.landing ?? .failure(.timeout) }
                    if state.landing == nil { state.waiting[place] = continuation }
                    return state.landing
                }
                if let landing { continuation.resume(returning: landing) }
            }
        } onCancel: {
            self.state.withLock { $0.waiting.removeValue(forKey: place) }?.resume(returning: .failure(.timeout))
        }
    }

    /// Ends the fetching, once.
    func land(_ landing: Landing) {
        let waiting = self.state.withLock { state in
            state.landing = landing
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume(returning: landing) }
    }
}
