public import CallModel
internal import Waiting

/// Subscribes flows and ends that: in the journal first, then in the table that is asked when something happens.
///
/// Life: ``takeOver(_:)`` once with what the journal holds, then as flows ask.
public final class SubscriptionStore: Sendable {
    /// Most subscriptions.
    public static let limit = 100_000

    /// Those in force.
    public let table: SubscriptionIndex
    private let journal: any Journal
    private let keys: any SealKeyProvider
    private let time: any TimeSource
    /// Those that can't be opened, since their key is lost.
    private let unopened = Lock<[SubscriptionRecord]>([])

    public init(journal: any Journal, keys: any SealKeyProvider, time: any TimeSource) {
        self.table = SubscriptionIndex()
        self.journal = journal
        self.keys = keys
        self.time = time
    }

    /// Puts what the journal holds in force.
    ///
    /// - Returns: How many can't be opened, and have no effect. They stay in the journal for as long as their key may come back: until
    ///   a new one is made.
    public func takeOver(_ records: [SubscriptionRecord]) -> Int {
        let seal = self.keys.key.map(SubscriptionSeal.init)
        var unopened: [SubscriptionRecord] = []
        for record in records {
            if let subscription = seal.flatMap(record.opened) {
                self.table.add(subscription)
            } else {
                unopened.append(record)
            }
        }
        self.unopened.withLock { [unopened] in $0 = unopened }
        return unopened.count
    }

    /// Subscribes a flow, durably.
    ///
    /// - Parameter owner: The id of the key that asks.
    public func subscribe(_ wish: SubscriptionOptions, owner: String) async throws(SubscriptionError) -> Subscription {
        guard self.table.count < Self.limit else { throw .full }
        let isKeyNew = self.keys.key == nil
        let seal: SubscriptionSeal
        do throws(SealKeyFailure) {
            seal = SubscriptionSeal(try self.keys.madeKey())
        } catch {
            throw .noKey
        }
        let subscription = Subscription(
            id: RandomID.make(), wish: wish, secret: .fresh(), owner: owner, createdAt: self.time.wallNow())
        guard let record = SubscriptionRecord(subscription, sealedBy: seal) else { throw .noKey }
        let unopened = isKeyNew ? self.unopened.withLock(\.self) : []
        // What is there now may be the key that was missed, not a new one.
        let found = unopened.compactMap { $0.opened(by: seal) }
        let lost = found.isEmpty ? unopened.map(\.id) : []
        try await self.commit(lost.map(JournalEntry.unsubscribe) + [.subscription(record)])
        if isKeyNew { self.unopened.withLock { $0 = [] } }
        for found in found { self.table.add(found) }
        self.table.add(subscription)
        return subscription
    }

    /// Ends a subscription, durably; without effect where there is none of that owner.
    public func unsubscribe(_ id: String, owner: String) async throws(SubscriptionError) {
        guard self.table[id]?.owner == owner else { return }
        try await self.commit([.unsubscribe(id)])
        self.table.remove(id)
    }

    /// Ends a subscription that its receiver does not want any more. Where the journal can't have that, the receiver says so again
    /// after the next start.
    ///
    /// - Returns: Whether it was in force until now.
    func end(_ id: String) async -> Bool {
        guard self.table.remove(id) != nil else { return false }
        try? await self.commit([.unsubscribe(id)])
        return true
    }

    private func commit(_ entries: [JournalEntry]) async throws(SubscriptionError) {
        do throws(JournalError) {
            try await self.journal.commit(entries)
        } catch {
            throw .journal(error)
        }
    }
}
