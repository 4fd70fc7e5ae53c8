internal import Synchronization

/// One wait for a name's addresses, ended by whoever answers first.
final class NameQuestion: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<NameAnswer, Never>)
        case answered(NameAnswer)
    }

    private let state = Mutex(State.open)

    /// Takes the first answer; later ones have no effect.
    func answer(_ answer: NameAnswer) {
        let waiting: CheckedContinuation<NameAnswer, Never>? = self.state.withLock { state in
            switch state {
            case .open:
                state = .answered(answer)
                return nil
            case .waiting(let continuation):
                state = .answered(answer)
                return continuation
            case .answered: return nil
            }
        }
        waiting?.resume(returning: answer)
    }

    /// The first answer. Call it once.
    func wait() async -> NameAnswer {
        await withCheckedContinuation { continuation in
            let early: NameAnswer? = self.state.withLock { state in
                if case .answered(let answer) = state { return answer }
                state = .waiting(continuation)
                return nil
            }
            if let early { continuation.resume(returning: early) }
        }
    }
}
