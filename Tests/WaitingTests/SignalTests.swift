import Testing
import Waiting

@Suite("Signal", .timeLimit(.minutes(5)))
struct SignalTests {
    private struct Broken: Error {}

    @Test("A notification waits for its task, but only one does")
    func notificationFirst() async {
        let signal = Signal()
        signal.notify()
        signal.notify()
        await signal.wait()
        let awake = Flag()
        let second = Task {
            await signal.wait()
            awake.raise()
        }
        for _ in 0..<100 { await Task.yield() }
        #expect(!awake.isUp, "the second notification was kept beside the first")
        signal.notify()
        await second.value
    }

    @Test func endsWhenTheSleepDoes() async {
        await Signal().wait { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("A sleep that throws wakes nobody; one that is not needed any more is cancelled")
    func sleepsThatDoNotCount() async {
        let (signal, end) = (Signal(), Ending())
        let awake = Flag()
        let task = Task {
            await signal.wait { throw Broken() }
            awake.raise()
        }
        for _ in 0..<100 { await Task.yield() }
        #expect(!awake.isUp)
        signal.notify()
        await task.value
        let other = Task {
            await signal.wait {
                end.begun.set(())
                await Task.untilCancelled()
                end.cancelled.set(())
            }
        }
        await end.begun.value()
        signal.notify()
        await other.value
        await end.cancelled.value()
    }

    @Test("Where there is a notification already nothing sleeps")
    func notificationBeforeSleep() async {
        let signal = Signal()
        let asleep = Flag()
        signal.notify()
        await signal.wait {
            asleep.raise()
            await Task.untilCancelled()
        }
        for _ in 0..<100 { await Task.yield() }
        #expect(!asleep.isUp)
    }

    private final class Flag: Sendable {
        private let state = Lock(false)

        var isUp: Bool { self.state.withLock { $0 } }
        func raise() { self.state.withLock { $0 = true } }
    }

    private final class Ending: Sendable {
        let begun = OneShot<Void>()
        let cancelled = OneShot<Void>()
    }
}
