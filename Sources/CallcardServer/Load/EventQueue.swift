internal import CallModel
internal import Waiting

/// Events that were let in and are not answered: they wait for the journal, or are on their way to it.
///
/// They are counted from the event loop on, where the journal knows nothing of them yet, so that a flood is refused before it is read.
final class EventQueue: Sendable {
    /// An event that counts, from its head to its answer.
    struct Place: Sendable {
        /// The key that it is counted for; `nil` while nobody waits long.
        fileprivate let key: String?
    }

    private struct State {
        var count = 0
        var shares = KeyShares()

        mutating func join(_ key: String?) -> Place {
            self.count += 1
            if let key { self.shares.add(key) }
            return Place(key: key)
        }
    }

    private let state = Lock(State())
    /// The time until an event is durable that comes behind so many others.
    private let wait: @Sendable (_ behind: Int) -> Duration

    init(wait: @escaping @Sendable (_ behind: Int) -> Duration) {
        self.wait = wait
    }

    /// Lets an event in; `nil` where it would wait too long and its key has its share.
    ///
    /// - Parameter key: Called where it matters who asks.
    func join(for key: () -> String) -> Place? {
        let wait = self.wait(self.state.withLock(\.count))
        guard wait > RequestQueue.calm else { return self.state.withLock { $0.join(nil) } }
        let key = key()
        return self.state.withLock { state in
            state.shares.admits(key, waiting: state.count, wait: wait) ? state.join(key) : nil
        }
    }

    /// An event is answered, or its client is gone.
    func leave(_ place: Place) {
        self.state.withLock { state in
            state.count -= 1
            if let key = place.key { state.shares.remove(key) }
        }
    }

    /// Events that are not answered.
    var count: Int { self.state.withLock(\.count) }

    /// The wait of an event that comes now.
    var expectedWait: Duration { self.wait(self.count) }
}
