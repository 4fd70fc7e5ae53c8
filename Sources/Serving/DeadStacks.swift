internal import CProcess
internal import NIOCore
internal import Synchronization

/// Clears what calls that have returned have left on the stacks of threads that do not end, again and again: a caller's number stands
/// there until something else happens to be written over it.
///
/// These are the threads of event loops and those that run tasks, of which there are as many as processors for each priority. Others end
/// when they have nothing to do, and their stacks with them.
struct DeadStacks: Sendable {
    /// The time between two clearings.
    private static let pause = Duration.seconds(15)
    /// The time that one thread waits for the others, so that each of them clears its own stack.
    private static let patience = Duration.microseconds(300)

    let eventLoops: any EventLoopGroup

    /// Clears until its task is cancelled.
    func run() async {
        while (try? await Task.sleep(for: Self.pause)) != nil { await self.clear() }
    }

    private func clear() async {
        for eventLoop in self.eventLoops.makeIterator() { eventLoop.execute { callcard_clear_dead_stack() } }
        for priority in [TaskPriority.high, .medium, .low] { await self.clearThreads(of: priority) }
    }

    private func clearThreads(of priority: TaskPriority) async {
        let count = System.coreCount
        let arrived = Counted()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask(priority: priority) {
                    callcard_clear_dead_stack()
                    let end = ContinuousClock.now + Self.patience
                    arrived.count.wrappingAdd(1, ordering: .relaxed)
                    // A thread that went on at once would take a second one of these, and another thread none.
                    while arrived.count.load(ordering: .relaxed) < count, ContinuousClock.now < end {}
                }
            }
        }
    }
}

/// How many threads have come.
private final class Counted: Sendable {
    let count = Atomic<Int>(0)
}
