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

    private enum State {
        /// Not handed out yet, and whether it may be.
        case new(CheckedCall, isOpen: Bool)
        case claimed
        case finished
    }

    let deadline: MonotonicTime
    private let state: Lock<State>
    private let end = OneShot<Result>()

    init(_ call: CheckedCall, deadline: MonotonicTime) {
        self.deadline = deadline
        self.state = Lock(.new(call, isOpen: false))
    }

    /// Whether there is a result.
    var isFinished: Bool {
        self.state.withLock { if case .finished = $0 { true } else { false } }
    }

    /// Lets the call be made.
    ///
    /// - Returns: Whether it is still to be made.
    func open() -> Bool {
        self.state.withLock { state in
            guard case .new(let call, isOpen: false) = state else { return false }
            state = .new(call, isOpen: true)
            return true
        }
    }

    /// Hands the request out, once; `nil` when the call is over.
    func claimCall() -> CheckedCall? {
        self.state.withLock { state in
            guard case .new(let call, isOpen: true) = state else { return nil }
            state = .claimed
            return call
        }
    }

    /// Gives the waiting task its result; without effect after the first time.
    ///
    /// - Returns: Whether this was the first.
    @discardableResult
    func finish(_ result: Result) -> Bool {
        let isFirst = self.state.withLock { state in
            if case .finished = state { return false }
            state = .finished
            return true
        }
        if isFirst { self.end.set(result) }
        return isFirst
    }

    /// The result, as soon as it is there; to be called once.
    func result() async -> Result {
        await self.end.value()
    }
}
