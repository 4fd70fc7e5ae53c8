internal import CallModel
internal import OutboundHTTP
internal import Synchronization

/// One call from its start to its end, shared by the task that waits and the threads that work for it.
///
/// The first to call ``finish(_:)`` wins, whoever it is: the answer, the deadline, the cancelled task, the shutdown. From that
/// moment nothing of the request is held here, whatever still has to be cleaned up elsewhere.
final class Exchange: Sendable {
    typealias Result = Swift.Result<HTTPAnswer, TransportError>

    private enum State {
        case new(CheckedCall)
        case open(CheckedCall?, CheckedContinuation<Result, Never>)
        case finished(Result?)
    }

    let deadline: MonotonicTime
    private let state: Mutex<State>

    init(_ call: CheckedCall, deadline: MonotonicTime) {
        self.deadline = deadline
        self.state = Mutex(.new(call))
    }

    var isFinished: Bool {
        self.state.withLock { if case .finished = $0 { true } else { false } }
    }

    /// Has `continuation` wait for the end; resumes it at once when the end came first.
    ///
    /// - Returns: Whether the call is still to be made.
    func open(_ continuation: CheckedContinuation<Result, Never>) -> Bool {
        let early: Result? = self.state.withLock { state in
            switch state {
            case .new(let call):
                state = .open(call, continuation)
                return nil
            case .open:
                preconditionFailure("an exchange is opened once")
            case .finished(let result):
                state = .finished(nil)
                return result
            }
        }
        if let early { continuation.resume(returning: early) }
        return early == nil
    }

    /// Hands the request out, once; `nil` when the call is over.
    func takeCall() -> CheckedCall? {
        self.state.withLock { state in
            guard case .open(let call, let continuation) = state else { return nil }
            state = .open(nil, continuation)
            return call
        }
    }

    /// Gives the waiting task its result; without effect after the first time.
    @discardableResult
    func finish(_ result: Result) -> Bool {
        let (isFirst, continuation): (Bool, CheckedContinuation<Result, Never>?) = self.state.withLock { state in
            switch state {
            case .new:
                state = .finished(result)
                return (true, nil)
            case .open(_, let continuation):
                state = .finished(nil)
                return (true, continuation)
            case .finished:
                return (false, nil)
            }
        }
        continuation?.resume(returning: result)
        return isFirst
    }
}
