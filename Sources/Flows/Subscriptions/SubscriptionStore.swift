package import CallModel
internal import Waiting

/// Adds and ends subscriptions: in the journal first, then in the index that notifications are matched with.
///
/// Life: ``restore(_:)`` once with the journal's records, then as flows ask.
package final class SubscriptionStore: Sendable {
    /// The maximum number of places for subscriptions at a time, of which a key and a receiver have half at most; equal ones have one.
    package static let limit = 100_000

    /// The subscriptions in force.
    package let index: SubscriptionIndex
    private let journal: any Journal
    private let keys: any SealKeyProvider
    private let time: any TimeSource
    /// Records that can't be opened, since their key is lost.
    private let unopened = Lock<[SubscriptionRecord]>([])

    /// A store without subscriptions in force.
    ///
    /// - Parameters:
    ///   - journal: Where subscriptions are written before they count.
    ///   - keys: Provides the key under which they are sealed there.
    ///   - time: Says when a flow subscribed.
    ///   - limit: Places for subscriptions.
    package init(
        journal: any Journal, keys: any SealKeyProvider, time: any TimeSource, limit: Int = SubscriptionStore.limit
    ) {
        self.index = SubscriptionIndex(limit: limit)
        self.journal = journal
        self.keys = keys
        self.time = time
    }

    /// Puts the journal's subscriptions in force.
    ///
    /// - Parameter records: The journal's subscriptions.
    /// - Returns: How many can't be opened, and have no effect. They stay in the journal for as long as their key may come back: until
    ///   a new one is made.
    package func restore(_ records: [SubscriptionRecord]) -> Int {
        let seal = self.keys.key.map(SubscriptionSeal.init)
        var unopened: [SubscriptionRecord] = []
        for record in records {
            if let subscription = seal.flatMap(record.opened) {
                self.index.add(subscription)
            } else {
                unopened.append(record)
            }
        }
        self.unopened.withLock { [unopened] in $0 = unopened }
        return unopened.count
    }

    /// Subscribes a flow, durably. Of too many that are equal the oldest ends.
    ///
    /// - Parameters:
    ///   - options: The events that the flow wants, and where to post them.
    ///   - owner: The id of the key that asks.
    /// - Returns: The new subscription, with the secret that signs its posts.
    package func subscribe(_ options: SubscriptionOptions, owner: String) async throws(SubscriptionError) -> Subscription {
        let (hasRoom, oldest) = self.index.room(for: .init(owner: owner, options: options))
        guard hasRoom else { throw .full }
        let isKeyNew = self.keys.key == nil
        let seal: SubscriptionSeal
        do throws(SealKeyFailure) {
            seal = SubscriptionSeal(try self.keys.madeKey())
        } catch {
            throw .noKey
        }
        let subscription = Subscription(
            id: RandomID.make(), options: options, secret: .fresh(), owner: owner, createdAt: self.time.wallNow())
        guard let record = SubscriptionRecord(subscription, sealedBy: seal) else { throw .noKey }
        let unopened = isKeyNew ? self.unopened.withLock(\.self) : []
        // The key that is there now may be the one that was missed, not a new one.
        let found = unopened.compactMap { $0.opened(by: seal) }
        let lost = (found.isEmpty ? unopened.map(\.id) : []) + [oldest].compactMap(\.self)
        try await self.commit(lost.map(JournalEntry.unsubscribe) + [.subscription(record)])
        if isKeyNew { self.unopened.withLock { $0 = [] } }
        for found in found { self.index.add(found) }
        if let oldest { self.index.remove(oldest) }
        self.index.add(subscription)
        return subscription
    }

    /// The subscriptions in force of a key, in the order of subscribing.
    ///
    /// - Parameter owner: The id of the key.
    package func subscriptions(of owner: String) -> [Subscription] { self.index.all(of: owner) }

    /// Ends a subscription, durably, also one that can't be opened; without effect where there is none.
    ///
    /// - Parameter id: The subscription's id, which nobody can guess.
    package func unsubscribe(_ id: String) async throws(SubscriptionError) {
        guard self.index[id] != nil || self.unopened.withLock({ $0.contains { $0.id == id } }) else { return }
        try await self.commit([.unsubscribe(id)])
        self.index.remove(id)
        self.unopened.withLock { $0.removeAll { $0.id == id } }
    }

    /// Ends subscriptions that their receiver does not want any more. Where the journal can't be written, the receiver says so again
    /// after the next start.
    ///
    /// - Returns: Those that were in force until now.
    func end(_ ids: [String]) async -> [Subscription] {
        let ended = ids.compactMap { self.index.remove($0) }
        if !ended.isEmpty { try? await self.commit(ended.map { .unsubscribe($0.id) }) }
        return ended
    }

    private func commit(_ entries: [JournalEntry]) async throws(SubscriptionError) {
        do throws(JournalError) {
            try await self.journal.commit(entries)
        } catch {
            throw .journal(error)
        }
    }
}

/// Why a flow could not subscribe, or its end could not be kept. Nothing was changed.
package enum SubscriptionError: Error, Hashable, Sendable {
    /// The journal can't be written at the moment.
    case journal(JournalError)
    /// The seal key can be neither read nor made.
    case noKey
    /// There are as many subscriptions as can be: of all, of this key, or to this receiver.
    case full
}
