internal import Waiting

/// All subscriptions, found by service and event. An event that no flow wants costs one look into a table.
package final class SubscriptionIndex: Sendable {
    private typealias Wanted = [TaskEvent: [Subscription]]

    private struct State {
        var byID: [String: Subscription] = [:]
        /// The subscriptions by service, then event, in the order of subscribing; nothing in it is empty.
        var byService: [String: Wanted] = [:]
    }

    private let state = Lock(State())

    /// An index without subscriptions.
    package init() {}

    /// The count of subscriptions in force, each once however many events it wants.
    package var count: Int { self.state.withLock(\.byID.count) }

    /// Whether any flow wants events of a service's calls.
    ///
    /// - Parameter service: The service's id.
    /// - Complexity: O(1), however many subscriptions there are.
    package func hasAny(for service: String) -> Bool {
        self.state.withLock { $0.byService[service] != nil }
    }

    /// Whether any flow may want a notification.
    ///
    /// - Complexity: O(1), however many subscriptions there are.
    func hasAny(for notification: TriggerNotification) -> Bool {
        self.state.withLock { $0.byService[notification.service]?[notification.event] != nil }
    }

    subscript(id: String) -> Subscription? {
        self.state.withLock { $0.byID[id] }
    }

    /// The subscriptions of a key, in the order of subscribing.
    ///
    /// - Complexity: O(all subscriptions), of which the lock is held for O(1).
    func all(of owner: String) -> [Subscription] {
        self.state.withLock(\.byID).values.filter { $0.owner == owner }.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// The subscriptions that want a notification, in the order of subscribing.
    ///
    /// - Complexity: O(subscriptions to this event of the service), of which the lock is held for O(1).
    func matching(_ notification: TriggerNotification) -> [Subscription] {
        let candidates = self.state.withLock { $0.byService[notification.service]?[notification.event] ?? [] }
        return candidates.filter { $0.options.includes(notification) }
    }

    func add(_ subscription: Subscription) {
        self.state.withLock { state in
            guard state.byID.updateValue(subscription, forKey: subscription.id) == nil else { return }
            for service in subscription.options.services {
                for event in subscription.options.allEvents {
                    state.byService[service, default: [:]][event, default: []].append(subscription)
                }
            }
        }
    }

    /// - Returns: The removed subscription; `nil` where there was none.
    @discardableResult
    func remove(_ id: String) -> Subscription? {
        self.state.withLock { state in
            guard let subscription = state.byID.removeValue(forKey: id) else { return nil }
            for service in subscription.options.services {
                let left = (state.byService[service] ?? [:]).mapValues { $0.filter { $0.id != id } }.filter { !$0.value.isEmpty }
                state.byService[service] = left.isEmpty ? nil : left
            }
            return subscription
        }
    }
}
