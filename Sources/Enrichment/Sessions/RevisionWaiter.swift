internal import Synchronization

/// One call that waits for a session's next revision. Woken once, before or after the waiting begins.
final class RevisionWaiter: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Void, Never>)
        case woken
    }

    /// Any revision above this one is news.
    let revision: Int
    private let state = Mutex(State.idle)

    init(above revision: Int) {
        self.revision = revision
    }

    /// Returns once ``wake()`` was called. Call it once.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isWoken = self.state.withLock { state in
                if case .woken = state { return true }
                state = .waiting(continuation)
                return false
            }
            if isWoken { continuation.resume() }
        }
    }

    func wake() {
        let before = self.state.withLock { state in
            defer { state = .woken }
            return state
        }
        if case .waiting(let continuation) = before { continuation.resume() }
    }
}
