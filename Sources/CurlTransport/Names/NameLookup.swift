internal import Synchronization

/// One wait for a name's addresses, ended by whoever answers first.
final class NameLookup: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<NameLookupResult, Never>)
        case answered(NameLookupResult)
    }

    private let state = Mutex(State.open)

    /// Takes the first answer; later ones have no effect.
    func answer(_ answer: NameLookupResult) {
        let waiting: CheckedContinuation<NameLookupResult, Never>? = self.state.withLock { state in
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
    func wait() async -> NameLookupResult {
        await withCheckedContinuation { continuation in
            let early: NameLookupResult? = self.state.withLock { state in
                if case .answered(let answer) = state { return answer }
                state = .waiting(continuation)
                return nil
            }
            if let early { continuation.resume(returning: early) }
        }
    }
}
