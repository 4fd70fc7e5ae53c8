internal import CallModel
internal import DequeModule
internal import HashTreeCollections

/// The limits of what waits for calls whose direction or service is not known yet.
package struct EarlyEventLimits: Hashable, Sendable {
    /// The maximum number of events in all.
    package var all: Int
    /// The maximum number of events of one credential; its oldest goes first.
    package var perKey: Int
    /// The longest time that an event waits.
    package var wait: Duration

    package init(all: Int = 10_000, perKey: Int = 1_000, wait: Duration = .seconds(600)) {
        self.all = all
        self.perKey = perKey
        self.wait = wait
    }
}

/// Events that arrived before their calls' direction or service was known, in the order in which they arrived.
///
/// A copy shares all of it with its original but what is changed, since each batch works on one.
struct EarlyEvents: Sendable {
    /// An event's arrival; of an event that is gone its number is not the event's any more.
    private struct Arrival {
        let id: EarlyEventRecord.ID
        let number: UInt64
        let time: MonotonicTime
    }

    private let limits: EarlyEventLimits
    private var sessions: TreeDictionary<String, [EarlyEventRecord]> = [:]
    /// The number of each event's arrival.
    private var numbers: TreeDictionary<EarlyEventRecord.ID, UInt64> = [:]
    /// The count of events of each credential.
    private var counts: [String: Int] = [:]
    /// The arrivals of each credential's events, in order; events that are gone may be among them.
    private var arrivals: [String: Deque<Arrival>] = [:]
    private var nextNumber: UInt64 = 0

    init(limits: EarlyEventLimits) {
        self.limits = limits
    }

    var count: Int { self.numbers.count }

    func holds(_ id: EarlyEventRecord.ID) -> Bool { self.numbers[id] != nil }

    /// A session's events, the one that arrived first at the beginning.
    func events(of session: String) -> [EarlyEventRecord] { self.sessions[session] ?? [] }

    /// Adds an event that is not there yet.
    ///
    /// - Returns: The events that had to make room for it.
    mutating func add(_ event: EarlyEventRecord, at now: MonotonicTime) -> [EarlyEventRecord.ID] {
        let key = event.id.key
        var dropped: [EarlyEventRecord.ID] = []
        if self.counts[key, default: 0] >= self.limits.perKey { dropped += self.removeOldest(of: key) }
        // Whoever has most loses least by it.
        if self.count >= self.limits.all, let most = self.counts.max(by: { $0.value < $1.value })?.key {
            dropped += self.removeOldest(of: most)
        }
        self.sessions[event.id.session, default: []].append(event)
        self.numbers[event.id] = self.nextNumber
        self.counts[key, default: 0] += 1
        self.arrivals[key, default: []].append(Arrival(id: event.id, number: self.nextNumber, time: now))
        self.nextNumber += 1
        self.tidy(key)
        return dropped
    }

    /// Removes a session's events.
    mutating func removeAll(of session: String) {
        for event in self.sessions.removeValue(forKey: session) ?? [] {
            self.numbers[event.id] = nil
            let left = self.counts[event.id.key, default: 1] - 1
            self.counts[event.id.key] = left > 0 ? left : nil
        }
    }

    /// Whether an event has waited too long.
    func hasLate(at now: MonotonicTime) -> Bool {
        self.arrivals.values.contains { arrivals in
            arrivals.first.map { $0.time + self.limits.wait <= now } ?? false
        }
    }

    /// Removes the events that have waited too long.
    mutating func removeLate(at now: MonotonicTime) -> [EarlyEventRecord.ID] {
        var late: [EarlyEventRecord.ID] = []
        for key in self.arrivals.keys {
            while let first = self.arrivals[key]?.first, first.time + self.limits.wait <= now {
                self.arrivals[key]?.removeFirst()
                guard self.numbers[first.id] == first.number else { continue }
                self.remove(first.id)
                late.append(first.id)
            }
            if self.arrivals[key]?.isEmpty ?? false { self.arrivals[key] = nil }
        }
        return late
    }

    private mutating func removeOldest(of key: String) -> [EarlyEventRecord.ID] {
        while let first = self.arrivals[key]?.popFirst() {
            guard self.numbers[first.id] == first.number else { continue }
            self.remove(first.id)
            return [first.id]
        }
        return []
    }

    private mutating func remove(_ id: EarlyEventRecord.ID) {
        self.numbers[id] = nil
        let others = self.events(of: id.session).filter { $0.id != id }
        self.sessions[id.session] = others.isEmpty ? nil : others
        let left = self.counts[id.key, default: 1] - 1
        self.counts[id.key] = left > 0 ? left : nil
    }

    /// Keeps arrivals of events that are gone from outnumbering the others.
    private mutating func tidy(_ key: String) {
        guard let arrivals = self.arrivals[key], arrivals.count > 2 * (self.counts[key] ?? 0) + 64 else { return }
        self.arrivals[key] = arrivals.filter { self.numbers[$0.id] == $0.number }
    }
}
