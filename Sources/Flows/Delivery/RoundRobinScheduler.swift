internal import DequeModule

/// Gives posts that are ready their turns: keys in turn, of a key its receivers, and at one receiver its subscriptions.
///
/// A flow that hangs holds up no other one, also on a host that it shares with others, as flows of cloud products do: each
/// subscription, each key at a receiver and each key has only so many posts under way, and no key takes more than others have left. So
/// there is a turn for whoever comes, however many hang.
struct RoundRobinScheduler {
    /// The maximum numbers of posts under way. There are twice as many of all keys together as of one.
    struct Limits {
        let perKey: Int
        let perReceiver: Int
        let perSubscription: Int
    }

    private struct Subscriber {
        var ready = Deque<UInt64>()
        var inFlight = 0
        /// Whether the subscription stands in its receiver's ``Receiver/order``.
        var isScheduled = false
    }

    /// A receiver, as one key has it.
    private struct Receiver {
        var subscribers: [String: Subscriber] = [:]
        /// Subscriptions with a post ready and room for it.
        var order = Deque<String>()
        var inFlight = 0
        /// Whether the receiver stands in its key's ``Key/order``.
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
            while let subscription = self.order.popFirst() {
                self.subscribers[subscription]?.isScheduled = false
                guard let number = self.subscribers[subscription]?.ready.popFirst() else {
                    self.schedule(subscription, limit: limit)
                    continue
                }
                self.subscribers[subscription]?.inFlight += 1
                self.inFlight += 1
                self.schedule(subscription, limit: limit)
                return number
            }
            return nil
        }
    }

    private struct Key {
        var receivers: [String: Receiver] = [:]
        /// Receivers with a post ready, and room for it when they were put here.
        var order = Deque<String>()
        var inFlight = 0
        /// Whether the key stands in ``RoundRobinScheduler/order``.
        var isScheduled = false
    }

    /// A receiver, as all keys together have it.
    private struct Host {
        var inFlight = 0
        /// Keys that had a post ready and no room for it here.
        var waiting: Set<String> = []
    }

    private let limits: Limits
    private var keys: [String: Key] = [:]
    private var hosts: [String: Host] = [:]
    /// Keys with receivers in their order.
    private var order = Deque<String>()
    private var inFlight = 0

    init(limits: Limits) {
        self.limits = limits
    }

    mutating func add(_ post: TriggerPost) {
        let limit = self.limits.perSubscription
        self.change(post.destination, of: post.owner) { receiver in
            receiver.subscribers[post.subscription, default: Subscriber()].ready.append(post.number)
            receiver.schedule(post.subscription, limit: limit)
        }
    }

    /// Removes a post that is ready, without a turn; without effect for any other.
    mutating func remove(_ post: TriggerPost) {
        let limit = self.limits.perSubscription
        self.change(post.destination, of: post.owner) { receiver in
            guard let place = receiver.subscribers[post.subscription]?.ready.firstIndex(of: post.number) else { return }
            receiver.subscribers[post.subscription]?.ready.remove(at: place)
            receiver.schedule(post.subscription, limit: limit)
        }
    }

    /// Removes the next post and counts it as under way; its number, or `nil` where none is ready, or no more may be under way.
    mutating func next() -> UInt64? {
        var blocked: [String] = []
        defer {
            for key in blocked { self.schedule(key) }
        }
        while let name = self.order.popFirst() {
            self.keys[name]?.isScheduled = false
            // What others have left, so that whoever comes next finds something, too.
            guard let key = self.keys[name], key.inFlight < 2 * self.limits.perKey - self.inFlight else {
                blocked.append(name)
                continue
            }
            if let number = self.next(of: name) { return number }
        }
        return nil
    }

    /// Ends the turn of a post that was under way.
    mutating func finish(_ post: TriggerPost) {
        let limit = self.limits.perSubscription
        self.inFlight -= 1
        self.keys[post.owner]?.inFlight -= 1
        self.change(post.destination, of: post.owner) { receiver in
            receiver.inFlight -= 1
            receiver.subscribers[post.subscription]?.inFlight -= 1
            receiver.schedule(post.subscription, limit: limit)
        }
        guard var host = self.hosts[post.destination] else { return }
        host.inFlight -= 1
        let waiting = host.waiting
        host.waiting = []
        self.hosts[post.destination] = host.inFlight > 0 ? host : nil
        for key in waiting { self.change(post.destination, of: key) { _ in } }
    }

    private mutating func next(of name: String) -> UInt64? {
        defer { self.schedule(name) }
        while let destination = self.keys[name]?.order.popFirst() {
            self.keys[name]?.receivers[destination]?.isScheduled = false
            let host = self.hosts[destination, default: Host()]
            let own = self.keys[name]?.receivers[destination]?.inFlight ?? 0
            guard own < 2 * self.limits.perReceiver - host.inFlight else {
                self.hosts[destination]?.waiting.insert(name)
                continue
            }
            let limit = self.limits.perSubscription
            var number: UInt64?
            self.change(destination, of: name) { number = $0.next(limit: limit) }
            guard let number else { continue }
            self.hosts[destination, default: Host()].inFlight += 1
            self.keys[name]?.inFlight += 1
            self.inFlight += 1
            return number
        }
        return nil
    }

    /// Changes a receiver of a key, and gives it a turn where it has a post ready.
    private mutating func change(_ destination: String, of name: String, _ change: (inout Receiver) -> Void) {
        change(&self.keys[name, default: Key()].receivers[destination, default: Receiver()])
        guard let receiver = self.keys[name]?.receivers[destination], !receiver.isScheduled else { return }
        if receiver.subscribers.isEmpty {
            self.keys[name]?.receivers[destination] = nil
            if let key = self.keys[name], key.receivers.isEmpty, !key.isScheduled { self.keys[name] = nil }
        } else if !receiver.order.isEmpty {
            self.keys[name]?.receivers[destination]?.isScheduled = true
            self.keys[name]?.order.append(destination)
            self.schedule(name)
        }
    }

    /// Gives a key a turn where it has a receiver with a post ready.
    private mutating func schedule(_ name: String) {
        guard let key = self.keys[name], !key.isScheduled else { return }
        if !key.order.isEmpty {
            self.keys[name]?.isScheduled = true
            self.order.append(name)
        } else if key.receivers.isEmpty {
            self.keys[name] = nil
        }
    }
}
