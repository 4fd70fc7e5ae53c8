internal import CallModel
internal import Synchronization
internal import Waiting

/// The request of one connection that waits for threads: put there by the connection's event loop, taken by its task.
///
/// Whoever waits holds a place in the queue of all: until its handler begins, or, where requests of its route can be refused, until it is
/// answered or waits for others. A task waits for a thread again after each suspension, and only the whole tells how long all take. The
/// place is given back with the connection at the latest.
final class PendingRequest: Sendable {
    /// That of the connection whose requests the current task answers.
    @TaskLocal static var current: PendingRequest?

    private let queue: RequestQueue
    private let time: any TimeSource
    private let place = Lock<RequestQueue.Place?>(nil)
    /// Whether the place is held until the answer.
    private let isHeld = Atomic<Bool>(false)

    init(queue: RequestQueue, time: any TimeSource) {
        self.queue = queue
        self.time = time
    }

    deinit { self.leave() }

    /// A request waits from now on.
    ///
    /// - Parameter isHeld: Whether that its handler has begun does not end the waiting.
    func wait(at place: RequestQueue.Place, isHeld: Bool = false) {
        self.isHeld.store(isHeld, ordering: .relaxed)
        if let earlier = self.place.withLock({ $0.replaced(by: place) }) {
            self.queue.leave(earlier, at: self.time.monotonicNow())
        }
    }

    /// The handler begins.
    func handlerBegins() {
        if !self.isHeld.load(ordering: .relaxed) { self.end() }
    }

    /// The request waits for threads no longer: it is answered, or its handler waits for others. Nothing where no request waits.
    func end() {
        if let place = self.place.withLock({ $0.take() }) { self.queue.begin(place, at: self.time.monotonicNow()) }
    }

    /// Nobody waits any more: the request was answered, or its connection is gone.
    func leave() {
        if let place = self.place.withLock({ $0.take() }) { self.queue.leave(place, at: self.time.monotonicNow()) }
    }
}

extension Optional {
    fileprivate mutating func replaced(by value: Wrapped) -> Wrapped? {
        defer { self = value }
        return self
    }
}
