internal import Waiting

/// Counts how many are inside at once.
package final class Gauge: Sendable {
    private let state = Lock((inside: 0, most: 0))

    /// A gauge with nobody inside.
    package init() {}

    /// Most that were inside at the same time.
    package var most: Int { self.state.withLock(\.most) }
    /// How many are inside.
    package var inside: Int { self.state.withLock(\.inside) }

    /// Counts one more.
    package func enter() {
        self.state.withLock { state in
            state.inside += 1
            state.most = max(state.most, state.inside)
        }
    }

    /// Counts one less.
    package func leave() {
        self.state.withLock { $0.inside -= 1 }
    }
}
