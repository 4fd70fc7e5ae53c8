import CallModel
import Synchronization

/// One call of a query, from the moment it is made until nobody works on it any more.
///
/// Two things may end it in either order: its thread is done, and its caller has an answer. The caller gets exactly one.
final class QueryRun: Sendable {
    typealias Answer = Result<[[UInt8]], JSONQueryError>

    enum Work: Equatable {
        case waiting
        /// On a thread, since the given time.
        case running(since: MonotonicTime)
        case done
    }

    private enum Caller {
        /// It has not come to wait yet.
        case expected
        case waiting(CheckedContinuation<Answer, Never>)
        /// The answer was there first.
        case late(Answer)
        case answered
    }

    private struct State {
        var work = Work.waiting
        var caller = Caller.expected
        var input: QueryInput?
    }

    let program: JQProgram
    let deadline: MonotonicTime
    private let state: Mutex<State>

    init(program: JQProgram, input: QueryInput, deadline: MonotonicTime) {
        self.program = program
        self.deadline = deadline
        self.state = Mutex(State(input: input))
    }

    var work: Work { self.state.withLock { $0.work } }

    /// Whether nothing more can come of it: no thread works on it, or ever will.
    var isOver: Bool { self.state.withLock { $0.work == .done || ($0.work == .waiting && $0.input == nil) } }

    /// Takes it to a thread; `nil` when nobody waits for it any more.
    func begin(at time: MonotonicTime) -> QueryInput? {
        self.state.withLock { state in
            let input = state.input.take()
            state.work = input == nil ? .done : .running(since: time)
            return input
        }
    }

    /// Ends the work on it, and answers with what came of it unless that happened before.
    func finish(_ answer: Answer) {
        self.state.withLock { $0.work = .done }
        self.answer(answer)
    }

    /// Answers the caller if it has no answer yet.
    func answer(_ answer: Answer) {
        let waiting: CheckedContinuation<Answer, Never>? = self.state.withLock { state in
            // Whoever has an answer needs no thread any more.
            state.input = nil
            switch state.caller {
            case .expected:
                state.caller = .late(answer)
                return nil
            case .waiting(let continuation):
                state.caller = .answered
                return continuation
            case .late, .answered:
                return nil
            }
        }
        waiting?.resume(returning: answer)
    }

    /// Waits for the answer; to be called once.
    func answer() async -> Answer {
        await withCheckedContinuation { continuation in
            let answer: Answer? = self.state.withLock { state in
                if case .late(let answer) = state.caller {
                    state.caller = .answered
                    return answer
                }
                state.caller = .waiting(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}
