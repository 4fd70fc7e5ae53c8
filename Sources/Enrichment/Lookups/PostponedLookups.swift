internal import CallModel
internal import Metrics
internal import Waiting

/// Lookups of events that found no place: each is tried again for ten seconds, the oldest first, in rounds with a growing pause.
///
/// A pure value. A session has one lookup here at most, the latest.
struct PostponedLookups: Sendable {
    struct Entry: Sendable, Redacted {
        let request: LookupRequest
        let session: String
        /// Its number among the session's lookups: it is tried only while no later one has begun.
        let lookup: UInt64
        /// The time at which it is given up.
        let end: MonotonicTime
    }

    /// The time for which a lookup is tried again.
    static let patience = Duration.seconds(10)
    /// Pauses between two rounds: the first, and the longest; each is twice the one before while nothing can start.
    static let pauses = Duration.milliseconds(50) ... .seconds(1)
    /// The maximum number of lookups that start in one round, so that they don't fill connectors' queues at once.
    static let roundLimit = 64

    /// The maximum number of lookups here.
    let limit: Int
    private var entries: [String: Entry] = [:]
    private var pause = Self.pauses.lowerBound
    /// When the next round is due; `nil` while there is nothing to try.
    private(set) var nextRound: MonotonicTime?

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { self.entries.count }

    /// The oldest first.
    var inOrder: [Entry] { self.entries.values.sorted { $0.lookup < $1.lookup } }

    /// Adds a lookup, in the place of an earlier one of its session; `false` where there is no room.
    mutating func add(_ request: LookupRequest, of session: String, lookup: UInt64, at now: MonotonicTime) -> Bool {
        guard self.entries[session] != nil || self.entries.count < self.limit else { return false }
        if self.entries.isEmpty {
            self.pause = Self.pauses.lowerBound
            self.nextRound = now + self.pause
        }
        self.entries[session] = Entry(request: request, session: session, lookup: lookup, end: now + Self.patience)
        return true
    }

    /// Removes a session's lookup, and tells whether there was one.
    ///
    /// - Parameter lookup: Only the one with this number; `nil` for any.
    mutating func remove(_ session: String, lookup: UInt64? = nil) -> Bool {
        guard let entry = self.entries[session], lookup == nil || entry.lookup == lookup else { return false }
        self.entries[session] = nil
        if self.entries.isEmpty { self.nextRound = nil }
        return true
    }

    /// Removes the lookups of a number within `scope`, and tells how many there were.
    mutating func forget(_ number: NumberKey, within scope: ServiceScope) -> Int {
        let sessions = self.entries.values.filter { $0.request.isAbout(number) && scope.contains($0.request.audience) }
            .map(\.session)
        return sessions.count { self.remove($0) }
    }

    /// Removes the lookups whose time is over, and returns them.
    mutating func removeOver(at now: MonotonicTime) -> [Entry] {
        let over = self.inOrder.filter { $0.end <= now }
        return over.filter { self.remove($0.session) }
    }

    /// A round is over; the next one comes after a pause, but not after the end of any lookup here.
    ///
    /// - Parameter started: How many lookups could start.
    mutating func endRound(started: Int, at now: MonotonicTime) {
        self.pause = started > 0 ? Self.pauses.lowerBound : min(self.pause * 2, Self.pauses.upperBound)
        self.nextRound = self.entries.values.map(\.end).min().map { min($0, now + self.pause) }
    }
}

/// The enricher's postponed lookups, and the signal that there are some.
final class PostponedLookupStore: Sendable {
    /// Why a lookup was given up.
    enum Reason: String, CaseIterable {
        /// Too many were postponed already.
        case full
        /// It could not start within ten seconds.
        case late
    }

    /// The signal that a lookup was postponed.
    let signal = Signal()
    private let state: Lock<PostponedLookups>
    private let shed = Dictionary(
        uniqueKeysWithValues: Reason.allCases.map {
            ($0, Counter(label: "callcard_lookups_shed_total", dimensions: [("reason", $0.rawValue)]))
        })

    /// - Parameter limit: Most lookups that are postponed at once.
    init(limit: Int) {
        self.state = Lock(PostponedLookups(limit: limit))
    }

    /// Lookups that wait.
    var count: Int { self.state.withLock(\.count) }
    /// When the next round is due; `nil` while there is nothing to try.
    var nextRound: MonotonicTime? { self.state.withLock(\.nextRound) }

    /// Adds a lookup; tells whether there was room.
    func add(_ request: LookupRequest, of session: String, lookup: UInt64, at now: MonotonicTime) -> Bool {
        guard self.state.withLock({ $0.add(request, of: session, lookup: lookup, at: now) }) else { return false }
        self.signal.notify()
        return true
    }

    /// Removes a session's lookup, or only the one with this number, and tells whether there was one.
    @discardableResult
    func remove(_ session: String, lookup: UInt64? = nil) -> Bool {
        self.state.withLock { $0.count > 0 && $0.remove(session, lookup: lookup) }
    }

    /// Removes the lookups of a number within `scope`, and tells how many there were.
    func forget(_ number: NumberKey, within scope: ServiceScope) -> Int {
        self.state.withLock { $0.forget(number, within: scope) }
    }

    /// Begins a round: what is over, which is removed, and what is to be tried, the oldest first.
    func beginRound(at now: MonotonicTime) -> (over: [PostponedLookups.Entry], left: [PostponedLookups.Entry]) {
        self.state.withLock { state in
            let over = state.removeOver(at: now)
            return (over, state.inOrder)
        }
    }

    /// Ends a round in which so many lookups could start.
    func endRound(started: Int, at now: MonotonicTime) {
        self.state.withLock { $0.endRound(started: started, at: now) }
    }

    /// Counts a lookup that was given up.
    func countShed(_ reason: Reason) {
        self.shed[reason]?.increment()
    }
}
