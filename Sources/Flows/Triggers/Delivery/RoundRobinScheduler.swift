internal import DequeModule

/// Posts that are ready. Receivers take turns, and at one receiver its subscriptions do; each has only so many posts under way. So a
/// flow that hangs holds up nobody but itself, also on a host that it shares with others, as flows of cloud products do.
struct RoundRobinScheduler {
    /// Most posts under way.
    struct Limits {
        let all: Int
        let perReceiver: Int
        let perSubscription: Int
    }

    private struct Subscriber {
        var ready = Deque<UInt64>()
        var inFlight = 0
        /// Whether it stands in its receiver's ``Receiver/order``.
        var isInLine = false
    }

    private struct Receiver {
        var subscribers: [String: Subscriber] = [:]
        /// Subscriptions with something ready, and room for it.
        var order = Deque<String>()
        var inFlight = 0
        /// Whether it stands in ``RoundRobinScheduler/order``.
        var isInLine = false

        mutating func lineUp(_ subscription: String, limit: Int) {
            guard let subscriber = self.subscribers[subscription], !subscriber.isInLine else { return }
            if subscriber.ready.isEmpty {
                if subscriber.inFlight == 0 { self.subscribers[subscription] = nil }
            } else if subscriber.inFlight < limit {
                self.subscribers[subscription]?.isInLine = true
                self.order.append(subscription)
            }
        }

        mutating func next(limit: Int) -> UInt64? {
            guard let subscription = self.order.popFirst() else { return nil }
            self.subscribers[subscription]?.isInLine = false
            guard let number = self.subscribers[subscription]?.ready.popFirst() else { return nil }
            self.subscribers[subscription]?.inFlight += 1
            self.inFlight += 1
            self.lineUp(subscription, limit: limit)
            return number
        }
    }

    private let limits: Limits
    private var receivers: [String: Receiver] = [:]
    /// Receivers with something ready, and room for it.
    private var order = Deque<String>()
    private var inFlight = 0

    init(limits: Limits) {
        self.limits = limits
    }

    mutating func add(_ post: TriggerPost) {
        let limit = self.limits.perSubscription
        self.change(post.destination) { receiver in
            receiver.subscribers[post.subscription, default: Subscriber()].ready.append(post.number)
            receiver.lineUp(post.subscription, limit: limit)
        }
    }

    /// Takes the number of the next post out and counts it as under way; `nil` where none is ready, or no more may be under way.
    mutating func next() -> UInt64? {
        guard self.inFlight < self.limits.all, let name = self.order.popFirst() else { return nil }
        let limit = self.limits.perSubscription
        var number: UInt64?
        self.change(name) { receiver in
            receiver.isInLine = false
            number = receiver.next(limit: limit)
        }
        if number != nil { self.inFlight += 1 }
        return number
    }

    /// A post that was taken is under way no more.
    mutating func finish(_ post: TriggerPost) {
        self.inFlight -= 1
        let limit = self.limits.perSubscription
        self.change(post.destination) { receiver in
            receiver.inFlight -= 1
            receiver.subscribers[post.subscription]?.inFlight -= 1
            receiver.lineUp(post.subscription, limit: limit)
        }
    }

    /// Changes a receiver, and lines it up where it has something ready and room for it.
    private mutating func change(_ name: String, _ change: (inout Receiver) -> Void) {
        change(&self.receivers[name, default: Receiver()])
        guard let receiver = self.receivers[name], !receiver.isInLine else { return }
        if receiver.subscribers.isEmpty {
            self.receivers[name] = nil
        } else if !receiver.order.isEmpty, receiver.inFlight < self.limits.perReceiver {
            self.receivers[name]?.isInLine = true
            self.order.append(name)
        }
    }
}
