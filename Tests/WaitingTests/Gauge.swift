import Waiting

/// Counts how many are inside at once.
final class Gauge: Sendable {
    private let state = Lock((inside: 0, most: 0))

    /// Most that were inside at the same time.
    var most: Int { self.state.withLock(\.most) }

    func enter() {
        self.state.withLock { state in
            state.inside += 1
            state.most = max(state.most, state.inside)
        }
    }

    func leave() {
        self.state.withLock { $0.inside -= 1 }
    }
}
