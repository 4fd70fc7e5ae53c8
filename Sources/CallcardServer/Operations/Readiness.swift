internal import Synchronization

/// Whether new work should come here, as load balancers ask.
public final class Readiness: Sendable {
    /// A stage of the process's life; raw values are shown.
    public enum Stage: String, Sendable {
        case starting, ready, stopping
    }

    private let stage = Mutex(Stage.starting)

    public init() {}

    public var current: Stage { self.stage.withLock { $0 } }

    /// Moves on; a process that is stopping stays so.
    public func enter(_ next: Stage) {
        self.stage.withLock { stage in
            if stage != .stopping { stage = next }
        }
    }
}
