internal import CallModel
internal import Waiting

/// The requests that have come and whose handlers have not begun: they wait for a thread of the pool.
///
/// A request joins where its head is read, on the connection's event loop, and begins where its handler does. Those behind another
/// one on their connection have not come yet.
final class RequestQueue: Sendable {
    /// A place in the queue.
    struct Place: Sendable {
        fileprivate let place: QueueWait.Place
        /// The key that it is counted for; `nil` while nobody waits long.
        fileprivate let key: String?
    }

    private struct State {
        var wait = QueueWait()
        var shares = KeyShares()

        mutating func join(_ key: String?, at now: MonotonicTime) -> Place {
            if let key { self.shares.add(key) }
            return Place(place: self.wait.join(at: now), key: key)
        }
    }

    /// Up to this wait nobody counts who has which place.
    static let calm = KeyShares.limit / 4

    private let state = Lock(State())

    /// Joins the queue where it is short; `nil` where it matters who asks.
    func joinIfCalm(at now: MonotonicTime) -> Place? {
        self.state.withLock { state in
            state.wait.isShort || state.wait.expectedWait(at: now) <= Self.calm ? state.join(nil, at: now) : nil
        }
    }

    /// Joins the queue, however long it is.
    func join(at now: MonotonicTime) -> Place {
        self.state.withLock { $0.join(nil, at: now) }
    }

    /// Joins the queue for a key; `nil` where it would wait too long and has its share.
    func join(for key: String, at now: MonotonicTime) -> Place? {
        self.state.withLock { state in
            let isAdmitted = state.shares.admits(
                key, waiting: state.wait.waiting, wait: state.wait.expectedWait(at: now))
            return isAdmitted ? state.join(key, at: now) : nil
        }
    }

    /// The handler of the request in a place begins.
    func begin(_ place: Place, at now: MonotonicTime) {
        self.state.withLock { state in
            state.wait.begin(place.place, at: now)
            if let key = place.key { state.shares.remove(key) }
        }
    }

    /// The request in a place is gone before its handler begins.
    func leave(_ place: Place, at now: MonotonicTime) {
        self.state.withLock { state in
            state.wait.leave(at: now)
            if let key = place.key { state.shares.remove(key) }
        }
    }

    /// The wait of whoever comes now.
    func expectedWait(at now: MonotonicTime) -> Duration {
        self.state.withLock { $0.wait.expectedWait(at: now) }
    }
}
