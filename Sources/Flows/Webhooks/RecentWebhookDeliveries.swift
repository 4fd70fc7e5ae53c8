internal import CallModel
internal import Crypto
internal import DequeModule

/// The answers to recent deliveries. All live equally long, so they end in the order in which they came; where there are too many
/// the oldest go first. Every entry has the same size, so their number bounds their bytes too, whatever is removed and comes again.
///
/// A plain value: time comes in as a parameter, thread safety is the owner's. Everything is O(1), a sweep O(what it removes).
struct RecentWebhookDeliveries {
    /// A delivery that was answered.
    struct Entry {
        let body: WebhookDeliveryDigest
        let answer: WebhookDeliveryEffect
        fileprivate let end: MonotonicTime
        fileprivate let serial: UInt64
    }

    private let limit: Int
    private let lifetime: Duration
    private var entries: [WebhookDeliveryDigest: Entry] = [:]
    /// The entries by age; ids of removed entries stay until their turn, or until they are more than the entries.
    private var order: Deque<(id: WebhookDeliveryDigest, serial: UInt64)> = []
    private var serial: UInt64 = 0

    /// - Parameters:
    ///   - limit: Most entries.
    ///   - lifetime: How long each is kept.
    init(limit: Int, lifetime: Duration) {
        self.limit = limit
        self.lifetime = lifetime
    }

    var count: Int { self.entries.count }

    /// Names in the order of age.
    var names: Int { self.order.count }

    /// Names that are looked through for free.
    private static let fewNames = 1_024

    func entry(_ id: WebhookDeliveryDigest, at now: MonotonicTime) -> Entry? {
        self.entries[id].flatMap { $0.end > now ? $0 : nil }
    }

    mutating func insert(
        _ answer: WebhookDeliveryEffect, body: WebhookDeliveryDigest, for id: WebhookDeliveryDigest, at now: MonotonicTime
    ) {
        self.serial += 1
        self.entries[id] = Entry(body: body, answer: answer, end: now + self.lifetime, serial: self.serial)
        self.order.append((id, self.serial))
        while self.entries.count > self.limit { self.dropFirst() }
        if self.names > max(Self.fewNames, self.entries.count * 2) { self.dropVoidNames() }
    }

    mutating func remove(_ id: WebhookDeliveryDigest) {
        self.entries.removeValue(forKey: id)
    }

    /// Removes entries whose time is over.
    mutating func sweep(at now: MonotonicTime) {
        while let next = self.order.first {
            if let entry = self.entries[next.id], entry.serial == next.serial, entry.end > now { break }
            self.dropFirst()
        }
    }

    private mutating func dropFirst() {
        guard let next = self.order.popFirst() else { return }
        if self.entries[next.id]?.serial == next.serial { self.entries.removeValue(forKey: next.id) }
    }

    /// Half of the names at least, so that it costs each of them little.
    private mutating func dropVoidNames() {
        self.order = self.order.filter { self.entries[$0.id]?.serial == $0.serial }
    }
}

/// A digest of a delivery's id, or of its body, by which deliveries are remembered.
///
/// It is made with a random key of this process, and says nothing without it. It is caller data all the same: it lives in memory, and
/// no longer than they may.
package struct WebhookDeliveryDigest: Hashable, Sendable {
    private let code: HMAC<SHA256>.MAC

    init(_ parts: [[UInt8]], key: SymmetricKey) {
        var code = HMAC<SHA256>(key: key)
        for part in parts {
            // Its length first, so that no two lists of parts read alike.
            withUnsafeBytes(of: part.count.littleEndian) { code.update(data: $0) }
            code.update(data: part)
        }
        self.code = code.finalize()
    }
}
