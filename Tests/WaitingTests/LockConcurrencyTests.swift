import Testing
import Waiting

@Suite("Locks that threads fight over", .timeLimit(.minutes(5)))
struct LockConcurrencyTests {
    /// A class, so that tasks can share the lock.
    private final class Shared: Sendable {
        let state = Lock((count: 0, parked: [ParkedTask](), isOpen: false))
    }

    @Test("No change is lost among threads")
    func changesUnderContention() async {
        let shared = Shared()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<20_000 { shared.state.withLock { $0.count += 1 } } }
            }
        }
        #expect(shared.state.withLock(\.count) == 160_000)
    }

    @Test("No wake-up is missed between looking and parking")
    func noMissedWakeUp() async {
        for _ in 0..<300 {
            let shared = Shared()
            await withTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        await shared.state.park { state, task in
                            guard !state.isOpen else { return false }
                            state.parked.append(task)
                            return true
                        }
                    }
                }
                group.addTask {
                    let parked = shared.state.withLock { state in
                        state.isOpen = true
                        return state.parked
                    }
                    for task in parked { task.wake() }
                }
            }
        }
    }
}
