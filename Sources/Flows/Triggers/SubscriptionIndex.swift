internal import Waiting

/// All subscriptions, found by service and event: what nobody wants to be told of costs one look into a table.
public final class SubscriptionIndex: Sendable {
    private typealias Wanted = [TaskEvent: [Subscription]]

    private struct State {
        var byID: [String: Subscription] = [:]
        /// By service, then event, in the order of subscribing; nothing in it is empty.
        var byService: [String: Wanted] = [:]
    }

    private let state = Lock(State())

    /// Without any.
    public init() {}

    public var count: Int { self.state.withLock(\.byID.count) }

    /// Whether anybody wants to be told of calls of a service.
    ///
    /// - Complexity: O(1), however many subscriptions there are.
    public func hasAny(for service: String) -> Bool {
        self.state.withLock { $0.byService[service] != nil }
    }

    /// Whether somebody may want to be told of something.
    ///
    /// - Complexity: O(1), however many subscriptions there are.
    func hasAny(for notice: TriggerNotification) -> Bool {
        self.state.withLock { $0.byService[notice.service]?[notice.event] != nil }
    }

    subscript(id: String) -> Subscription? {
        self.state.withLock { $0.byID[id] }
    }

    /// Who wants to be told of something, in the order of subscribing.
    ///
    /// - Complexity: O(subscriptions to this event of the service), of which the lock is held for O(1).
    func matching(_ notice: TriggerNotification) -> [Subscription] {
        let candidates = self.state.withLock { $0.byService[notice.service]?[notice.event] ?? [] }
        return candidates.filter { $0.wish.includes(notice) }
    }

    func add(_ subscription: Subscription) {
        self.state.withLock { state in
            guard state.byID.updateValue(subscription, forKey: subscription.id) == nil else { return }
            for service in subscription.wish.services {
                for event in subscription.wish.allEvents {
                    state.byService[service, default: [:]][event, default: []].append(subscription)
                }
            }
        }
    }

    /// - Returns: What was taken out; `nil` where there was nothing.
    @discardableResult
    func remove(_ id: String) -> Subscription? {
        self.state.withLock { state in
            guard let subscription = state.byID.removeValue(forKey: id) else { return nil }
            for service in subscription.wish.services {
                let left = (state.byService[service] ?? [:]).mapValues { $0.filter { $0.id != id } }.filter { !$0.value.isEmpty }
                state.byService[service] = left.isEmpty ? nil : left
            }
            return subscription
        }
    }
}
