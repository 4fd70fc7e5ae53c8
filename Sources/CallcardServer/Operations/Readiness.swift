internal import Synchronization

/// Whether new work should come here, as load balancers ask.
package final class Readiness: Sendable {
    /// A stage of the process's life; raw values are shown.
    package enum Stage: String, Sendable {
        case starting, ready, stopping
    }

    private let stage = Mutex(Stage.starting)

    package init() {}

    package var current: Stage { self.stage.withLock { $0 } }

    /// Moves on; a process that is stopping stays so.
    package func enter(_ next: Stage) {
        self.stage.withLock { stage in
            if stage != .stopping { stage = next }
        }
    }
}
