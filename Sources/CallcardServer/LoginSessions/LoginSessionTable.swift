internal import Application
internal import CallModel

/// Which login sessions there are, which were ended, and when each was used last: a pure value over time.
///
/// What signs in is the cookie alone. The table knows which cookies are over before their time, so it keeps those that were ended until
/// their cookies' own end; and it takes in cookies that it hears of for the first time, as after the journal's loss.
struct LoginSessionTable: Sendable {
    /// The login sessions of one person that are kept, with those that were ended. So many sign-ins in half a day are a program's.
    static let limitOfOne = 200
    /// By so much may a clock that was set back make a login session begin later than now.
    private static let tolerance = Duration.seconds(600)

    /// By then every cookie is over (seven days are the most), also that of a row whose time can't be read.
    private static let farthest = Duration.seconds(8 * 86_400)

    private struct Entry {
        var record: LoginSessionRecord
        var usedAt: MonotonicTime
        /// Until then a cookie may be good by the clock of when the entry was made, wherever the wall clock goes.
        let removeAt: MonotonicTime
    }

    /// What became of a login session that was to begin.
    enum Beginning: Hashable {
        case begun
        /// It has begun before: the same answer of the provider, or the same link, was shown twice.
        case known
        /// The person has begun too many.
        case tooMany
    }

    private let limits: LoginSessionLimits
    private var entries: [String: Entry] = [:]
    private var changed: [String: LoginSessionRecord] = [:]
    /// How many go on.
    private(set) var count = 0

    init(limits: LoginSessionLimits) {
        self.limits = limits
    }

    /// Those that go on, by their beginning, then id.
    var all: [LoginSessionRecord] {
        self.entries.values.map(\.record).filter { $0.endedAt == nil }.sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
    }

    /// Takes in those of the journal: all are used now as far as is known.
    mutating func restore(_ records: [LoginSessionRecord], at now: Moment) {
        for record in records where self.entries[record.id] == nil { self.add(record, at: now) }
    }

    /// Begins a login session; where there is no room, the longest unused one ends.
    mutating func begin(_ record: LoginSessionRecord, at now: Moment) -> Beginning {
        guard self.entries[record.id] == nil else { return .known }
        let own = self.entries.values.count { $0.record.user == record.user }
        guard own < Self.limitOfOne else { return .tooMany }
        self.makeRoom(at: now)
        self.add(record, at: now)
        self.changed[record.id] = record
        return .begun
    }

    /// Whether the login session of a cookie goes on; asking counts as use.
    mutating func touch(_ record: LoginSessionRecord, at now: Moment) -> Bool {
        let longest = record.startedAt + self.limits.longest
        guard now.wall < min(record.expiresAt, longest), record.startedAt <= now.wall + Self.tolerance else { return false }
        guard let entry = self.entries[record.id] else {
            self.makeRoom(at: now)
            self.add(record, at: now)
            self.changed[record.id] = record
            return true
        }
        guard entry.record.endedAt == nil else { return false }
        guard now.monotonic - entry.usedAt < self.limits.idle else {
            self.end(record.id, at: now)
            return false
        }
        self.entries[record.id]?.usedAt = max(entry.usedAt, now.monotonic)
        return true
    }

    /// Ends a login session.
    ///
    /// - Returns: Its record, also where it had ended before; `nil` where there is none of that id.
    @discardableResult
    mutating func end(_ id: String, at now: Moment) -> LoginSessionRecord? {
        guard var record = self.entries[id]?.record, record.endedAt == nil else { return self.entries[id]?.record }
        record.endedAt = now.wall
        self.entries[id]?.record = record
        self.changed[id] = record
        self.count -= 1
        return record
    }

    /// Ends the login session of a cookie, also one that was never heard of.
    ///
    /// - Returns: Its record; `nil` where its time is over.
    mutating func end(_ record: LoginSessionRecord, at now: Moment) -> LoginSessionRecord? {
        if self.entries[record.id] == nil, now.wall < record.expiresAt { self.add(record, at: now) }
        return self.end(record.id, at: now)
    }

    /// Ends what was not used for too long, and forgets what no cookie can be good for any more.
    mutating func sweep(at now: Moment) {
        for (id, entry) in self.entries {
            if now.monotonic >= entry.removeAt {
                if entry.record.endedAt == nil { self.count -= 1 }
                self.entries[id] = nil
                self.changed[id] = nil
            } else if entry.record.endedAt == nil, now.monotonic - entry.usedAt >= self.limits.idle {
                self.end(id, at: now)
            }
        }
    }

    /// What is not journaled as far as is known.
    var unsaved: [LoginSessionRecord] { Array(self.changed.values) }

    /// Notes that this is journaled; what has changed since then is not.
    mutating func settle(_ records: [LoginSessionRecord]) {
        for record in records where self.changed[record.id] == record { self.changed[record.id] = nil }
    }

    private mutating func add(_ record: LoginSessionRecord, at now: Moment) {
        let left = min(max(.zero, record.expiresAt - now.wall), Self.farthest)
        self.entries[record.id] = Entry(record: record, usedAt: now.monotonic, removeAt: now.monotonic + left)
        if record.endedAt == nil { self.count += 1 }
    }

    private mutating func makeRoom(at now: Moment) {
        guard self.count >= self.limits.count else { return }
        self.sweep(at: now)
        guard self.count >= self.limits.count else { return }
        let goingOn = self.entries.filter { $0.value.record.endedAt == nil }
        if let quietest = goingOn.min(by: { $0.value.usedAt < $1.value.usedAt }) { self.end(quietest.key, at: now) }
    }
}

/// One time by both clocks.
struct Moment: Hashable, Sendable {
    /// By the clock that never jumps.
    let monotonic: MonotonicTime
    /// By the wall clock.
    let wall: WallTime

    init(_ time: any TimeSource) {
        self.monotonic = time.monotonicNow()
        self.wall = time.wallNow()
    }
}
