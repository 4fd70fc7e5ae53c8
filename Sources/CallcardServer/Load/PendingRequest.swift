internal import CallModel
internal import Waiting

/// The request of one connection that waits for its handler: put there by the connection's event loop, taken by its task.
///
/// Whoever waits holds a place in the queue of all. It is given back with the connection at the latest.
final class PendingRequest: Sendable {
    private let queue: RequestQueue
    private let time: any TimeSource
    private let place = Lock<RequestQueue.Place?>(nil)

    init(queue: RequestQueue, time: any TimeSource) {
        self.queue = queue
        self.time = time
    }

    deinit { self.leave() }

    /// A request waits from now on.
    func wait(at place: RequestQueue.Place) {
        if let earlier = self.place.withLock({ $0.replaced(by: place) }) {
            self.queue.leave(earlier, at: self.time.monotonicNow())
        }
    }

    /// The handler begins; nothing where no request waits.
    func begin() {
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
