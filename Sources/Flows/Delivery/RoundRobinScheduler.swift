internal import DequeModule

/// Gives posts that are ready their turns: receivers in turn, and at one receiver its subscriptions. Each has only so many posts under
/// way, so that a flow that hangs holds up no other one, also on a host that it shares with others, as flows of cloud products do.
struct RoundRobinScheduler {
    /// The maximum numbers of posts under way.
    struct Limits {
        let all: Int
        let perReceiver: Int
        let perSubscription: Int
    }

    private struct Subscriber {
        var ready = Deque<UInt64>()
        var inFlight = 0
        /// Whether the subscription stands in its receiver's ``Receiver/order``.
        var isScheduled = false
    }

    private struct Receiver {
        var subscribers: [String: Subscriber] = [:]
        /// Subscriptions with a post ready and room for it.
        var order = Deque<String>()
        var inFlight = 0
        /// Whether the receiver stands in ``RoundRobinScheduler/order``.
        var isScheduled = false

        mutating func schedule(_ subscription: String, limit: Int) {
            guard let subscriber = self.subscribers[subscription], !subscriber.isScheduled else { return }
            if subscriber.ready.isEmpty {
                if subscriber.inFlight == 0 { self.subscribers[subscription] = nil }
            } else if subscriber.inFlight < limit {
                self.subscribers[subscription]?.isScheduled = true
                self.order.append(subscription)
            }
        }

        mutating func next(limit: Int) -> UInt64? {
            guard let subscription = self.order.popFirst() else { return nil }
            self.subscribers[subscription]?.isScheduled = false
            guard let number = self.subscribers[subscription]?.ready.popFirst() else { return nil }
            self.subscribers[subscription]?.inFlight += 1
            self.inFlight += 1
            self.schedule(subscription, limit: limit)
            return number
        }
    }

    private let limits: Limits
    private var receivers: [String: Receiver] = [:]
    /// Receivers with a post ready and room for it.
    private var order = Deque<String>()
    private var inFlight = 0

    init(limits: Limits) {
        self.limits = limits
    }

    mutating func add(_ post: TriggerPost) {
        let limit = self.limits.perSubscription
        self.change(post.destination) { receiver in
            receiver.subscribers[post.subscription, default: Subscriber()].ready.append(post.number)
            receiver.schedule(post.subscription, limit: limit)
        }
    }

    /// Removes the next post and counts it as under way; its number, or `nil` where none is ready, or no more may be under way.
    mutating func next() -> UInt64? {
        guard self.inFlight < self.limits.all, let name = self.order.popFirst() else { return nil }
        let limit = self.limits.perSubscription
        var number: UInt64?
        self.change(name) { receiver in
            receiver.isScheduled = false
            number = receiver.next(limit: limit)
        }
        if number != nil { self.inFlight += 1 }
        return number
    }

    /// Ends the turn of a post that was under way.
    mutating func finish(_ post: TriggerPost) {
        self.inFlight -= 1
        let limit = self.limits.perSubscription
        self.change(post.destination) { receiver in
            receiver.inFlight -= 1
            receiver.subscribers[post.subscription]?.inFlight -= 1
            receiver.schedule(post.subscription, limit: limit)
        }
    }

    /// Changes a receiver, and gives it a turn where it has a post ready and room for it.
    private mutating func change(_ name: String, _ change: (inout Receiver) -> Void) {
        change(&self.receivers[name, default: Receiver()])
        guard let receiver = self.receivers[name], !receiver.isScheduled else { return }
        if receiver.subscribers.isEmpty {
            self.receivers[name] = nil
        } else if !receiver.order.isEmpty, receiver.inFlight < self.limits.perReceiver {
            self.receivers[name]?.isScheduled = true
            self.order.append(name)
        }
    }
}
