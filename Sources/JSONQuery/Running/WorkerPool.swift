import CallModel
import Waiting

/// The threads that run queries, and the watch over how long they take.
final class WorkerPool: Sendable {
    /// The pause between two looks of the watch, and so the greatest delay of an answer; only while a run takes longer than this.
    static let tick: Duration = .milliseconds(5)
    /// A run is broken off from inside first; only what does not notice is a thread to be given up.
    static let grace: Duration = .milliseconds(100)

    private struct State {
        var workers: [Worker] = []
        /// Given up and perhaps still occupied; some end after all.
        var abandoned: [Worker] = []
        var runs: [ObjectIdentifier: QueryRun] = [:]
        var isWatched = false
    }

    let limits: JQLimits
    private let time: any TimeSource
    private let queue = WorkQueue()
    private let state = Lock(State())

    init(workers: Int, limits: JQLimits, time: any TimeSource) {
        self.limits = limits
        self.time = time
        let workers = (0..<workers).compactMap { _ in self.startedWorker() }
        self.state.withLock { $0.workers = workers }
    }

    deinit {
        self.queue.close(threads: self.state.withLock { $0.workers.count + $0.abandoned.count })
    }

    /// Whether there is a thread left to run anything.
    var isUsable: Bool { self.state.withLock { !$0.workers.isEmpty } }

    /// The count of threads that were given up and are still occupied.
    var abandonedThreads: Int { self.state.withLock { $0.abandoned.count { !$0.hasEnded } } }

    /// Runs a program; the answer comes at `deadline` at the latest, and at once when the caller's task is cancelled.
    func run(_ program: JQProgram, on input: QueryInput, within deadline: Duration) async -> QueryRun.Answer {
        guard deadline > .zero, !Task.isCancelled else { return .failure(.timeout) }
        let run = QueryRun(program: program, input: input, deadline: self.time.monotonicNow() + deadline)
        self.watch(run)
        self.queue.add(run)
        return await withTaskCancellationHandler {
            await run.answer()
        } onCancel: {
            run.answer(.failure(.timeout))
        }
    }

    private func startedWorker() -> Worker? {
        let worker = Worker(queue: self.queue, time: self.time)
        return worker.start() ? worker : nil
    }

    private func watch(_ run: QueryRun) {
        let isFirst = self.state.withLock { state in
            state.runs[ObjectIdentifier(run)] = run
            if state.isWatched { return false }
            state.isWatched = true
            return true
        }
        // One task for all runs, not one for each: most are over before it looks for the first time.
        // Detached, so that it keeps nothing of the caller that happened to be first.
        if isFirst { Task.detached { await self.keepWatch() } }
    }

    private func keepWatch() async {
        while true {
            try? await self.time.sleep(until: self.time.monotonicNow() + Self.tick)
            let now = self.time.monotonicNow()
            let runs = self.state.withLock { state in
                state.runs = state.runs.filter { !$0.value.isOver }
                if state.runs.isEmpty { state.isWatched = false }
                return Array(state.runs.values)
            }
            if runs.isEmpty { return }
            for run in runs { self.look(at: run, now: now) }
        }
    }

    private func look(at run: QueryRun, now: MonotonicTime) {
        if now >= run.deadline { run.answer(.failure(.timeout)) }
        if case .running(let since) = run.work, now - since > self.limits.running + Self.grace { self.giveUp(run) }
    }

    /// Leaves the thread of `run` to its fate and puts another in its place, as long as there are not too many of them.
    private func giveUp(_ run: QueryRun) {
        run.program.disable()
        // In one step, so that nobody finds the pool without threads in between.
        let stuck: Worker? = self.state.withLock { state in
            state.runs[ObjectIdentifier(run)] = nil
            guard let position = state.workers.firstIndex(where: { $0.isOccupied(with: run) }) else { return nil }
            let stuck = state.workers.remove(at: position)
            state.abandoned.removeAll { $0.hasEnded }
            state.abandoned.append(stuck)
            if state.abandoned.count <= self.limits.abandonedThreads, let worker = self.startedWorker() {
                state.workers.append(worker)
            }
            return stuck
        }
        stuck?.abandon()
        run.answer(.failure(.timeout))
    }
}
