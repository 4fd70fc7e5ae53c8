internal import Waiting

/// All subscriptions, found by service and event. An event that no flow wants costs one look into a table.
///
/// Equal ones share a place, see ``SubscriptionGroup``. No key, and no receiver, has more than half of the places.
package final class SubscriptionIndex: Sendable {
    private typealias Wanted = [TaskEvent: [SubscriptionGroup]]

    private struct State {
        var byID: [String: (subscription: Subscription, group: SubscriptionGroup)] = [:]
        var groups: [String: SubscriptionGroup] = [:]
        var byIdentity: [SubscriptionGroup.Identity: SubscriptionGroup] = [:]
        /// The groups by service, then event, in the order of subscribing; nothing in it is empty.
        var byService: [String: Wanted] = [:]
        /// The counts of groups, by key and by receiver.
        var byOwner: [String: Int] = [:]
        var byDestination: [String: Int] = [:]

        mutating func add(_ group: SubscriptionGroup) {
            self.groups[group.id] = group
            self.byIdentity[group.identity] = group
            self.byOwner[group.owner, default: 0] += 1
            self.byDestination[group.destination, default: 0] += 1
            for service in group.options.services {
                for event in group.options.allEvents {
                    self.byService[service, default: [:]][event, default: []].append(group)
                }
            }
        }

        mutating func remove(_ group: SubscriptionGroup) {
            self.groups[group.id] = nil
            self.byIdentity[group.identity] = nil
            self.byOwner[group.owner] = self.byOwner[group.owner].flatMap { $0 > 1 ? $0 - 1 : nil }
            self.byDestination[group.destination] = self.byDestination[group.destination].flatMap { $0 > 1 ? $0 - 1 : nil }
            for service in group.options.services {
                let left = (self.byService[service] ?? [:]).mapValues { $0.filter { $0 !== group } }.filter { !$0.value.isEmpty }
                self.byService[service] = left.isEmpty ? nil : left
            }
        }
    }

    private let state = Lock(State())
    private let limit: Int

    /// An index without subscriptions.
    ///
    /// - Parameter limit: The maximum number of places.
    package init(limit: Int) {
        self.limit = limit
    }

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
        self.state.withLock { $0.byID[id]?.subscription }
    }

    /// A group in force, by its id.
    func group(_ id: String) -> SubscriptionGroup? {
        self.state.withLock { $0.groups[id] }
    }

    /// Whether there is a place for a subscription, and the equal one that has to end for it.
    func room(for identity: SubscriptionGroup.Identity) -> (isThere: Bool, oldest: String?) {
        self.state.withLock { state in
            if let equal = state.byIdentity[identity]?.subscriptions {
                return (true, equal.count < SubscriptionGroup.limit ? nil : equal.first?.id)
            }
            let most = max(1, self.limit / 2)
            let isThere =
                state.groups.count < self.limit && state.byOwner[identity.owner, default: 0] < most
                && state.byDestination[identity.options.callback.destination, default: 0] < most
            return (isThere, nil)
        }
    }

    /// The subscriptions of a key, in the order of subscribing.
    ///
    /// - Complexity: O(all subscriptions), of which the lock is held for O(1).
    func all(of owner: String) -> [Subscription] {
        self.state.withLock(\.byID).values.map(\.subscription).filter { $0.owner == owner }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// The subscriptions that want a notification, in the order of subscribing.
    ///
    /// - Complexity: O(subscriptions to this event of the service), of which the lock is held for O(1).
    func matching(_ notification: TriggerNotification) -> [SubscriptionGroup] {
        let candidates = self.state.withLock { $0.byService[notification.service]?[notification.event] ?? [] }
        return candidates.filter { $0.options.includes(notification) }
    }

    func add(_ subscription: Subscription) {
        self.state.withLock { state in
            guard state.byID[subscription.id] == nil else { return }
            if let group = state.byIdentity[subscription.identity] {
                group.add(subscription)
                state.byID[subscription.id] = (subscription, group)
            } else {
                let group = SubscriptionGroup(subscription)
                state.byID[subscription.id] = (subscription, group)
                state.add(group)
            }
        }
    }

    /// - Returns: The removed subscription; `nil` where there was none.
    @discardableResult
    func remove(_ id: String) -> Subscription? {
        self.state.withLock { state in
            guard let (subscription, group) = state.byID.removeValue(forKey: id) else { return nil }
            if group.remove(id) { state.remove(group) }
            return subscription
        }
    }
}

extension Subscription {
    /// What it has in common with equal ones.
    var identity: SubscriptionGroup.Identity { .init(owner: self.owner, options: self.options) }
}

extension SubscriptionGroup {
    fileprivate var identity: Identity { Identity(owner: self.owner, options: self.options) }
}
