internal import Waiting

/// One of the tasks that use a shared value at the same time.
package struct Racer: Sendable {
    /// Its place among them, from 0.
    package let index: Int
    /// The steps that it has done.
    package fileprivate(set) var step = 0
    /// Random numbers of its own: which operations it chooses is the same in every run, only how they meet differs.
    package var random: SeededGenerator

    /// A number of `0..<limit`.
    package mutating func below(_ limit: Int) -> Int { self.random.below(limit) }
}

/// Runs `body` again and again in many tasks at once, and returns when all have done their steps.
///
/// The tasks start together, so that a value is fought over from the first step on, and yield now and then, so that more of them meet
/// than there are threads.
///
/// - Parameters:
///   - tasks: Tasks at once.
///   - steps: How often each calls `body`.
/// - Returns: What `body` returned, in no order.
@discardableResult
package func race<Outcome: Sendable>(
    _ tasks: Int = 12, steps: Int = 200, _ body: @escaping @Sendable (inout Racer) async throws -> Outcome
) async throws -> [Outcome] {
    let start = StartingLine(tasks)
    return try await withThrowingTaskGroup(of: [Outcome].self) { group in
        for index in 0..<tasks {
            group.addTask {
                var racer = Racer(index: index, random: SeededGenerator(seed: UInt64(index) + 1))
                var outcomes: [Outcome] = []
                await start.wait()
                for step in 0..<steps {
                    racer.step = step
                    outcomes.append(try await body(&racer))
                    if racer.below(8) == 0 { await Task.yield() }
                }
                return outcomes
            }
        }
        return try await group.reduce(into: []) { $0 += $1 }
    }
}

/// Holds tasks until all of them have come.
private final class StartingLine: Sendable {
    private let state: Lock<(missing: Int, parked: [ParkedTask])>

    /// A line for so many tasks, 1 at least.
    init(_ tasks: Int) {
        self.state = Lock((tasks, []))
    }

    /// Waits until as many tasks wait as the line is for.
    func wait() async {
        await self.state.park { state, task in
            state.missing -= 1
            guard state.missing == 0 else {
                state.parked.append(task)
                return true
            }
            return false
        }
        let parked = self.state.withLock { state in
            guard state.missing == 0 else { return [ParkedTask]() }
            defer { state.parked = [] }
            return state.parked
        }
        for task in parked { task.wake() }
    }
}
