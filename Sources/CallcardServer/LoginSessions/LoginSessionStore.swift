internal import Application
internal import CallModel
internal import Waiting

/// The login sessions of all people, in memory only: after a restart everybody signs in again.
///
/// A login session is one person signed in in one browser. The browser keeps a random text as a cookie; the store keeps its digest.
final class LoginSessionStore: Sendable {
    private let table: Lock<LoginSessionTable<RandomSecret.Digest>>
    private let time: any TimeSource

    init(limits: LoginSessionLimits, time: any TimeSource) {
        self.table = Lock(LoginSessionTable(limits: limits))
        self.time = time
    }

    /// Login sessions, also some that are over.
    var count: Int { self.table.withLock { $0.count } }

    /// Creates a login session, under a name of its own: what was prepared for one is never given to another.
    ///
    /// - Returns: The secret that the browser keeps; known to nobody else from here on.
    func create(as person: Principal) -> String {
        let text = RandomSecret.fresh()
        let principal = Principal(
            id: "visit:\(RandomSecret.fresh().prefix(16))", role: person.role, services: person.services, user: person.user)
        self.table.withLock { $0.create(RandomSecret.digest(text), as: principal, at: self.time.monotonicNow()) }
        return text
    }

    /// The login session that a browser's cookie stands for; `nil` where there is none, or it is over. Reading counts as use.
    func loginSession(_ text: some StringProtocol) -> LoginSession? {
        guard RandomSecret.isOne(text) else { return nil }
        let digest = RandomSecret.digest(text)
        return self.touch(digest).map { LoginSession(principal: $0, digest: digest, store: self) }
    }

    /// Ends the login session that a browser's cookie stands for.
    func end(_ text: some StringProtocol) {
        self.table.withLock { $0.end(RandomSecret.digest(text)) }
    }

    /// Removes login sessions whose time is over.
    func sweep() {
        self.table.withLock { $0.sweep(at: self.time.monotonicNow()) }
    }

    fileprivate func touch(_ digest: RandomSecret.Digest) -> Principal? {
        self.table.withLock { $0.touch(digest, at: self.time.monotonicNow()) }
    }
}

/// One person signed in in one browser.
struct LoginSession: Sendable {
    /// The person, under a name of this login session's own.
    let principal: Principal
    fileprivate let digest: RandomSecret.Digest
    fileprivate let store: LoginSessionStore

    /// Whether the login session goes on. Reading counts as use: an open page keeps its login session, up to the longest one.
    var isActive: Bool { self.store.touch(self.digest) != nil }
}

/// Login sessions as a pure value over time.
struct LoginSessionTable<Key: Hashable & Sendable>: Sendable {
    private struct Entry {
        let principal: Principal
        let createdAt: MonotonicTime
        var usedAt: MonotonicTime
    }

    private let limits: LoginSessionLimits
    private var entries: [Key: Entry] = [:]

    init(limits: LoginSessionLimits) {
        self.limits = limits
    }

    /// The count of sessions, expired ones included until they are looked at.
    var count: Int { self.entries.count }

    /// Adds a login session; where there is no room, the longest unused one goes.
    mutating func create(_ key: Key, as principal: Principal, at now: MonotonicTime) {
        if self.entries.count >= self.limits.count { self.evict(at: now) }
        self.entries[key] = Entry(principal: principal, createdAt: now, usedAt: now)
    }

    /// The principal of a login session; reading counts as use. `nil` where there is none, or it is over.
    mutating func touch(_ key: Key, at now: MonotonicTime) -> Principal? {
        guard let entry = self.entries[key] else { return nil }
        guard self.isActive(entry, at: now) else {
            self.entries[key] = nil
            return nil
        }
        self.entries[key]?.usedAt = now
        return entry.principal
    }

    /// Removes one; nothing where there is none.
    mutating func end(_ key: Key) {
        self.entries[key] = nil
    }

    /// Removes login sessions whose time is over.
    mutating func sweep(at now: MonotonicTime) {
        self.entries = self.entries.filter { self.isActive($0.value, at: now) }
    }

    private func isActive(_ entry: Entry, at now: MonotonicTime) -> Bool {
        now - entry.usedAt < self.limits.idle && now - entry.createdAt < self.limits.longest
    }

    private mutating func evict(at now: MonotonicTime) {
        self.sweep(at: now)
        guard self.entries.count >= self.limits.count else { return }
        if let quietest = self.entries.min(by: { $0.value.usedAt < $1.value.usedAt }) { self.entries[quietest.key] = nil }
    }
}
