internal import CallModel
internal import HeapModule
internal import OutboundHTTP

/// Ends each call when its total time is over, on a thread that never does anything slow.
///
/// libcurl has timers of its own, but they run between its other work: a name look-up, a certificate file on a hung disk or
/// a clean-up would stand between the caller and the answer.
final class DeadlineTimer: Sendable {
    private struct State {
        var queue = DeadlineQueue<Exchange>()
        /// Size at which answered calls are swept out; doubles with what is left, so that sweeping stays O(1) a call.
        var sweepAt = 1_024
        var isStopped = false
    }

    private let monitor = Monitor(State())

    /// - Returns: Whether a thread was to be had.
    func start() -> Bool {
        NamedThread.start("callcard-limits") { [monitor] in
            while let due = Self.waitForDue(monitor) {
                for exchange in due { exchange.finish(.failure(.timeout)) }
            }
        }
    }

    /// Has `exchange` fail with ``TransportError/timeout`` at its deadline, if it is still open then.
    func watch(_ exchange: Exchange) {
        let answer: (isEarliest: Bool, isStopped: Bool) = self.monitor.withLock { state in
            guard !state.isStopped else { return (false, true) }
            if state.queue.count >= state.sweepAt {
                state.queue.removeAll(where: \.isFinished)
                state.sweepAt = max(1_024, state.queue.count * 2)
            }
            let isEarliest = state.queue.next.map { exchange.deadline < $0 } ?? true
            state.queue.insert(exchange, at: exchange.deadline)
            return (isEarliest, false)
        }
        if answer.isStopped { exchange.finish(.failure(.cancelled)) }
        if answer.isEarliest { self.monitor.signal() }
    }

    /// Ends all open calls with ``TransportError/cancelled``, and the thread; later calls end at once.
    func stop() {
        let open = self.monitor.withLock { state in
            state.isStopped = true
            return state.queue.drain()
        }
        self.monitor.signal()
        for exchange in open { exchange.finish(.failure(.cancelled)) }
    }

    private static func waitForDue(_ monitor: Monitor<State>) -> [Exchange]? {
        monitor.wait { state in
            guard !state.isStopped else { return .done(nil) }
            let now = SteadyClock.now()
            var due: [Exchange] = []
            while let exchange = state.queue.popDue(at: now) { due.append(exchange) }
            return due.isEmpty ? .wait(until: state.queue.next) : .done(due)
        }
    }
}

/// Elements by the time at which they are due. A value, so that it is tested without waiting.
struct DeadlineQueue<Element> {
    private struct Entry: Comparable {
        let time: MonotonicTime
        let element: Element

        static func < (one: Entry, other: Entry) -> Bool { one.time < other.time }
        static func == (one: Entry, other: Entry) -> Bool { one.time == other.time }
    }

    private var entries = Heap<Entry>()

    var count: Int { self.entries.count }

    /// When the first element is due; `nil` while there is none.
    var next: MonotonicTime? { self.entries.min?.time }

    /// - Complexity: O(log n).
    mutating func insert(_ element: Element, at time: MonotonicTime) {
        self.entries.insert(Entry(time: time, element: element))
    }

    /// Removes the earliest element and returns it, if it is due at `now`.
    ///
    /// - Complexity: O(log n).
    mutating func popDue(at now: MonotonicTime) -> Element? {
        guard let next = self.next, next <= now else { return nil }
        return self.entries.popMin()?.element
    }

    /// Drops what is no longer wanted.
    ///
    /// - Complexity: O(n).
    mutating func removeAll(where isDone: (Element) -> Bool) {
        self.entries.removeAll { isDone($0.element) }
    }

    /// Removes everything and returns it, in no order.
    mutating func drain() -> [Element] {
        defer { self.entries = [] }
        return self.entries.unordered.map(\.element)
    }
}
