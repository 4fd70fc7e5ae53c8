internal import CallModel

/// Who is signed in, as a pure value over time.
struct LoginSessionTable<Key: Hashable & Sendable>: Sendable {
    private struct Entry {
        let principal: Principal
        let begunAt: MonotonicTime
        var usedAt: MonotonicTime
    }

    private let limits: LoginSessionLimits
    private var entries: [Key: Entry] = [:]

    init(limits: LoginSessionLimits) {
        self.limits = limits
    }

    /// Those that are not over, and those that are but were not looked at since.
    var count: Int { self.entries.count }

    mutating func begin(_ key: Key, as principal: Principal, at now: MonotonicTime) {
        if self.entries.count >= self.limits.count { self.makeRoom(at: now) }
        self.entries[key] = Entry(principal: principal, begunAt: now, usedAt: now)
    }

    /// Whose visit it is; `nil` where there is none, or it is over. Asking counts as use.
    mutating func use(_ key: Key, at now: MonotonicTime) -> Principal? {
        guard let entry = self.entries[key] else { return nil }
        guard self.goesOn(entry, at: now) else {
            self.entries[key] = nil
            return nil
        }
        self.entries[key]?.usedAt = now
        return entry.principal
    }

    mutating func end(_ key: Key) {
        self.entries[key] = nil
    }

    /// Lets go of those that are over.
    mutating func sweep(at now: MonotonicTime) {
        self.entries = self.entries.filter { self.goesOn($0.value, at: now) }
    }

    private func goesOn(_ entry: Entry, at now: MonotonicTime) -> Bool {
        now - entry.usedAt < self.limits.idle && now - entry.begunAt < self.limits.longest
    }

    private mutating func makeRoom(at now: MonotonicTime) {
        self.sweep(at: now)
        guard self.entries.count >= self.limits.count else { return }
        if let quietest = self.entries.min(by: { $0.value.usedAt < $1.value.usedAt }) { self.entries[quietest.key] = nil }
    }
}
