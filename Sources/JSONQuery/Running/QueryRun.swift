import CallModel
import Waiting

/// One call of a query, from the moment it is made until no thread works on it any more.
///
/// Two things may end it in either order: its thread is done, and its caller has an answer. The caller gets exactly one.
final class QueryRun: Sendable {
    typealias Answer = Result<[[UInt8]], JSONQueryError>

    /// The progress of the work on it.
    enum Work: Equatable {
        case waiting
        /// On a thread, since the given time.
        case running(since: MonotonicTime)
        case done
    }

    private struct State {
        var work = Work.waiting
        /// `nil` once a thread has it, or the caller an answer.
        var input: QueryInput?
    }

    let program: JQProgram
    let deadline: MonotonicTime
    private let state: Lock<State>
    private let result = OneShot<Answer>()

    init(program: JQProgram, input: QueryInput, deadline: MonotonicTime) {
        self.program = program
        self.deadline = deadline
        self.state = Lock(State(input: input))
    }

    var work: Work { self.state.withLock { $0.work } }

    /// Whether nothing more can come of it: no thread works on it, or ever will.
    var isOver: Bool { self.state.withLock { $0.work == .done || ($0.work == .waiting && $0.input == nil) } }

    /// Starts the work on it; `nil` where its caller has an answer already.
    func start(at time: MonotonicTime) -> QueryInput? {
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
        // A caller with an answer needs no thread any more.
        self.state.withLock { $0.input = nil }
        self.result.set(answer)
    }

    /// Waits for the answer; to be called once.
    func answer() async -> Answer {
        await self.result.value()
    }
}
