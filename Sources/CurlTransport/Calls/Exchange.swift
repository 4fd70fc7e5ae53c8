internal import CallModel
internal import OutboundHTTP
internal import Waiting

/// One call from its start to its end, shared by the task that waits and the threads that work for it.
///
/// The first to call ``finish(_:)`` wins, whoever it is: the answer, the deadline, the cancelled task, the shutdown. From that
/// moment nothing of the request is held here, whatever still has to be cleaned up elsewhere, and nothing of the answer once the
/// task has it.
final class Exchange: Sendable {
    typealias Result = Swift.Result<HTTPAnswer, TransportError>

    private struct State {
        /// The request; `nil` once it is handed out, or has its result.
        var call: CheckedCall?
        /// Whether the request may be handed out.
        var isOpen = false
    }

    let deadline: MonotonicTime
    private let state: Lock<State>
    private let end = OneShot<Result>()

    init(_ call: CheckedCall, deadline: MonotonicTime) {
        self.deadline = deadline
        self.state = Lock(State(call: call))
    }

    /// Whether there is a result.
    var isFinished: Bool {
        self.end.isSet
    }

    /// Lets the call be made.
    ///
    /// - Returns: Whether it is still to be made.
    func open() -> Bool {
        self.state.withLock { state in
            guard state.call != nil, !state.isOpen else { return false }
            state.isOpen = true
            return true
        }
    }

    /// Hands the request out, once; `nil` when the call is over.
    func claimCall() -> CheckedCall? {
        self.state.withLock { $0.isOpen ? $0.call.take() : nil }
    }

    /// Gives the waiting task its result; without effect after the first time.
    ///
    /// - Returns: Whether this was the first.
    @discardableResult
    func finish(_ result: Result) -> Bool {
        // Let go first: once the task has its result, nothing of the request is to be here.
        self.state.withLock { $0.call = nil }
        return self.end.set(result)
    }

    /// The result, as soon as it is there; to be called once.
    func result() async -> Result {
        await self.end.value()
    }
}
