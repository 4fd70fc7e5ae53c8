internal import CallModel

/// Answers about host names, for as long as they may be used. A value, so that it is tested without waiting.
///
/// The system's resolver does not tell how long an answer is good for, so the lifetimes are ours. Where a connection ends up is
/// checked on the address each time; an old answer is a question of reachability, not of safety.
struct NameCache {
    /// The cache's knowledge of a name.
    enum Knowledge: Hashable {
        /// Good to use. `needsRefresh`: ask again behind the call's back.
        case addresses([[UInt8]], needsRefresh: Bool)
        /// Known to have no address, since so short a time that asking again would be a storm.
        case nothing
        /// The name must be resolved, and the call waits.
        case absent
    }

    /// Age until which addresses are taken as they are.
    static let fresh = Duration.seconds(60)
    /// Age until which they are used while a refresh is under way, so that name servers in trouble stop no call.
    static let usable = Duration.seconds(600)
    /// The time for which a failure is kept.
    static let failure = Duration.seconds(2)

    private struct Entry {
        var addresses: [[UInt8]]
        var foundAt: MonotonicTime
        var askAgainAt: MonotonicTime
    }

    private var entries: [String: Entry] = [:]
    private let capacity: Int

    /// - Parameter capacity: Names held; beyond it the one that has waited longest for its refresh goes.
    init(capacity: Int) {
        self.capacity = capacity
    }

    func knowledge(of host: String, at now: MonotonicTime) -> Knowledge {
        guard let entry = self.entries[host] else { return .absent }
        let isDue = now >= entry.askAgainAt
        if entry.addresses.isEmpty { return isDue ? .absent : .nothing }
        return now - entry.foundAt < Self.usable ? .addresses(entry.addresses, needsRefresh: isDue) : .absent
    }

    mutating func store(_ answer: NameLookupResult, for host: String, at now: MonotonicTime) {
        switch answer {
        case .found(let addresses):
            self.entries[host] = Entry(addresses: addresses, foundAt: now, askAgainAt: now + Self.fresh)
        case .unavailable where self.isUsable(host, at: now):
            self.entries[host]?.askAgainAt = now + Self.failure
        case .unknown, .unavailable:
            self.entries[host] = Entry(addresses: [], foundAt: now, askAgainAt: now + Self.failure)
        }
        if self.entries.count > self.capacity, let oldest = self.entries.min(by: { $0.value.askAgainAt < $1.value.askAgainAt }) {
            self.entries[oldest.key] = nil
        }
    }

    private func isUsable(_ host: String, at now: MonotonicTime) -> Bool {
        guard let entry = self.entries[host], !entry.addresses.isEmpty else { return false }
        return now - entry.foundAt < Self.usable
    }
}
