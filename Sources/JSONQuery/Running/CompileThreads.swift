import CJQ
import Glibc

/// Threads that live for one compilation each, which takes some 40 ms of a processor and holds up no worker of lookups.
///
/// On Linux they inherit the priority of the thread that waits for them: a reload compiles at a low one, a start does not.
enum CompileThreads {
    /// libjq's parser needs room; only what is touched is ever taken.
    private static let stackBytes = 64 << 20

    /// Does `work` that many times at once and waits for all of them.
    ///
    /// - Returns: The results. Where the machine has no thread to give, the work is done on the calling one.
    static func make<Result>(_ count: Int, _ work: @escaping @Sendable () -> Result) -> [Result] {
        let jobs = (0..<count).map { _ in Job(work) }
        let threads = jobs.map { job in Self.start { job.run() } }
        for (job, thread) in zip(jobs, threads) {
            if let thread { pthread_join(thread, nil) } else { job.run() }
        }
        return jobs.compactMap(\.result)
    }

    private static func start(_ run: @escaping () -> Void) -> pthread_t? {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run: run))
        let failure = pthread_create(
            &thread, &attributes,
            { body in
                _ = cjq_name_thread("callcard-jqc")
                body.map { Unmanaged<Body>.fromOpaque($0).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        guard failure == 0 else {
            body.release()
            return nil
        }
        return thread
    }

    /// What a thread does, as something that C can hold.
    private final class Body {
        let run: () -> Void

        init(run: @escaping () -> Void) {
            self.run = run
        }
    }

    /// One time that the work is done. `result` is written by the job's thread, and read once that has been joined.
    private final class Job<Result> {
        private(set) var result: Result?
        private let work: @Sendable () -> Result

        init(_ work: @escaping @Sendable () -> Result) {
            self.work = work
        }

        func run() { self.result = self.work() }
    }
}
