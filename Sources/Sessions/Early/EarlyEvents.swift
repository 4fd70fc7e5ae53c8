package import CallModel
internal import DequeModule
internal import HashTreeCollections

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

/// Why an event that waited for its call was dropped. Raw values are labels of a metric.
package enum EarlyEventEnd: String, Hashable, Sendable, CaseIterable {
    /// Nobody named its call in time.
    case late
    /// Its credential has more of them than its share.
    case share
    /// Its credential does not reach the call's service.
    case scope
    /// It does not fit the call.
    case unfit
}

/// The credential that posts an event.
package struct EventSender: Hashable, Sendable {
    /// The credential's id; a share of what waits is its own.
    package let key: String
    /// The services that it reaches.
    package let scope: ServiceScope

    /// A sender by its credential.
    package init(key: String, scope: ServiceScope) {
        self.key = key
        self.scope = scope
    }
}

extension EventDraft {
    /// Whether the draft says all that a call begins with.
    var namesCall: Bool { self.direction != nil && self.service != nil }

    /// Whether it waits where its session is not known: neither it nor its sender says all that a call begins with.
    package func mayWait(from sender: EventSender) -> Bool { !self.completed(by: sender).namesCall }

    /// The draft with what its type and its sender say of its call.
    func completed(by sender: EventSender) -> EventDraft {
        var draft = self
        draft.direction = self.direction ?? self.type.direction
        draft.service = (self.service.flatMap { $0.isEmpty ? nil : $0 }) ?? sender.scope.single
        return draft
    }

    /// The draft with what events that wait for the same call have said of it: their word counts where the sender reaches the service
    /// that they name, or they reach the one that the draft names.
    func completed(by sender: EventSender, beside early: [EarlyEventRecord]) -> EventDraft {
        var draft = self
        draft.service = self.service ?? early.lazy.compactMap(\.service).first { sender.scope.contains($0) }
        guard let service = draft.service else { return draft }
        let mates = early.lazy.filter { $0.scope.contains(service) && ($0.service ?? service) == service }
        draft.direction = self.direction ?? mates.compactMap(\.direction).first
        return draft
    }

    /// The draft that an event was before it waited.
    init(_ event: EarlyEventRecord) {
        self.init(
            id: event.id.event, type: event.type, at: event.at, direction: event.direction, service: event.service,
            user: event.user, reason: event.reason)
    }
}
