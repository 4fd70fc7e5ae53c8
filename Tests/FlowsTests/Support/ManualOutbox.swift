import CallModel
import Synchronization
import Waiting

@testable import Flows

/// A queue of posts on a clock of seconds; chance is always in the middle.
final class ManualOutbox: Sendable {
    private let queue: Lock<TriggerOutbox>
    private let lateCount = Atomic(0)

    /// - Parameter inFlightPerSubscription: As many as for a receiver where it is left out.
    init(
        posts: Int, postsPerSubscription: Int, inFlight: Int, inFlightPerDestination: Int, inFlightPerSubscription: Int? = nil
    ) {
        let limits = TriggerOutboxLimits(
            posts: posts, postsPerSubscription: postsPerSubscription, inFlight: inFlight,
            inFlightPerDestination: inFlightPerDestination,
            inFlightPerSubscription: inFlightPerSubscription ?? inFlightPerDestination)
        self.queue = Lock(TriggerOutbox(limits: limits))
    }

    var count: Int { self.queue.withLock(\.count) }
    var due: MonotonicTime? { self.queue.withLock(\.due) }
    /// How many were given up when their turn came.
    var late: Int { self.lateCount.load(ordering: .relaxed) }

    /// Posts that were given up for others, since it was asked before.
    var lost: Int { self.queue.withLock { $0.takeLost() } }

    /// Adds what happened, for subscription `s` of key `k` with receiver `r` unless it is said otherwise.
    func add(
        _ notification: TriggerNotification, _ subscription: String = "s", of owner: String = "k", to receiver: String = "r",
        at seconds: Double = 0
    ) -> Bool {
        self.queue.withLock {
            $0.add(notification, for: subscription, of: owner, to: receiver, messageID: "m", at: .at(seconds))
        }
    }

    func dequeueDue(at seconds: Double) -> [TriggerPost] {
        let (posts, late) = self.queue.withLock { $0.dequeueDue(at: .at(seconds)) }
        self.lateCount.add(late, ordering: .relaxed)
        return posts
    }

    func finish(_ post: TriggerPost, _ outcome: TriggerPostOutcome = .delivered, at seconds: Double) -> TriggerOutbox.Ending {
        self.queue.withLock { $0.finish(post.number, outcome, at: .at(seconds), chance: 0.5) }
    }

    func endSession(_ session: String, at seconds: Double) {
        self.queue.withLock { $0.endSession(session, at: .at(seconds)) }
    }
}
