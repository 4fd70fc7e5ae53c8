import Glibc
import Testing
import Waiting

@Suite("Threads")
struct ThreadTests {
    private final class Results: Sendable {
        let indices = Lock<Set<Int>>([])
    }

    @Test("A thread does its work and can be joined", arguments: [nil, 1 << 20])
    func joining(stackBytes: Int?) throws {
        let results = Results()
        let thread = try #require(DedicatedThread(stackBytes: stackBytes) { results.indices.withLock { _ = $0.insert(1) } })
        thread.join()
        #expect(results.indices.withLock { $0 } == [1])
    }

    @Test("Only a thread that is to take signals has them")
    func signals() async {
        #expect(await Self.isBlocked(takesSignals: true) == false)
        #expect(await Self.isBlocked(takesSignals: false) == true)
    }

    @Test("The work is done on another thread while the task waits")
    func running() async {
        let own = pthread_self()
        #expect(await DedicatedThread.run { pthread_equal(pthread_self(), own) == 0 })
    }

    @Test("Each part is done once", arguments: [1, 2, 8])
    func together(count: Int) {
        let results = Results()
        BackgroundThreads.together(count) { index in results.indices.withLock { #expect($0.insert(index).inserted) } }
        #expect(results.indices.withLock { $0 } == Set(0..<count))
    }

    @Test("With stacks of their own all parts have threads, each prepared before its part", arguments: [1, 2, 8])
    func togetherOnOwnStacks(count: Int) {
        let caller = pthread_self()
        let parts = Results()
        let prepared = Lock<[pthread_t]>([])
        BackgroundThreads.together(
            count, stackBytes: 1 << 20, onStart: { prepared.withLock { $0.append(pthread_self()) } },
            { index in
                #expect(pthread_equal(pthread_self(), caller) == 0)
                #expect(prepared.withLock { $0.contains(pthread_self()) })
                parts.indices.withLock { #expect($0.insert(index).inserted) }
            })
        #expect(parts.indices.withLock { $0 } == Set(0..<count) && prepared.withLock { $0.count } == count)
    }

    @Test("Work aside has a lower priority, and its value comes back")
    func aside() async {
        let priority = await BackgroundThreads.aside { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }
        #expect(priority >= 10)
    }

    /// Whether SIGPIPE is blocked on a new thread.
    private static func isBlocked(takesSignals: Bool) async -> Bool? {
        await withCheckedContinuation { continuation in
            let isStarted = DedicatedThread.detach(takesSignals: takesSignals) {
                var mask = sigset_t()
                pthread_sigmask(SIG_BLOCK, nil, &mask)
                continuation.resume(returning: sigismember(&mask, SIGPIPE) == 1)
            }
            if !isStarted { continuation.resume(returning: nil) }
        }
    }
}
