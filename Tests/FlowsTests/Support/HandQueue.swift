import CallModel
import Synchronization

@testable import Flows

/// A queue of posts on a clock of seconds; chance is always in the middle.
final class HandQueue: Sendable {
    private let queue: Mutex<TriggerOutbox>
    private let given = Atomic(0)

    /// - Parameter inFlightPerSubscription: As many as for a receiver where it is left out.
    init(
        posts: Int, postsPerSubscription: Int, inFlight: Int, inFlightPerDestination: Int, inFlightPerSubscription: Int? = nil
    ) {
        let limits = TriggerOutboxLimits(
            posts: posts, postsPerSubscription: postsPerSubscription, inFlight: inFlight,
            inFlightPerDestination: inFlightPerDestination,
            inFlightPerSubscription: inFlightPerSubscription ?? inFlightPerDestination)
        self.queue = Mutex(TriggerOutbox(limits: limits))
    }

    var count: Int { self.queue.withLock(\.count) }
    var due: MonotonicTime? { self.queue.withLock(\.due) }
    /// How many were given up when their turn came.
    var late: Int { self.given.load(ordering: .relaxed) }

    /// Adds what happened, for subscription `s` with receiver `r` unless it is said otherwise.
    func add(_ notice: TriggerNotification, _ subscription: String = "s", to receiver: String = "r", at seconds: Double = 0)
        -> Bool
    {
        self.queue.withLock { $0.add(notice, for: subscription, to: receiver, messageID: "m", at: .at(seconds)) }
    }

    func take(at seconds: Double) -> [TriggerPost] {
        let (posts, late) = self.queue.withLock { $0.take(at: .at(seconds)) }
        self.given.add(late, ordering: .relaxed)
        return posts
    }

    func finish(_ post: TriggerPost, _ outcome: TriggerPostOutcome = .delivered, at seconds: Double) -> TriggerOutbox.Ending {
        self.queue.withLock { $0.finish(post.number, outcome, at: .at(seconds), chance: 0.5) }
    }

    func endSession(_ session: String, at seconds: Double) {
        self.queue.withLock { $0.endSession(session, at: .at(seconds)) }
    }
}
