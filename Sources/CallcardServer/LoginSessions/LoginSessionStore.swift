internal import Application
internal import CallModel
internal import Waiting

/// The login sessions of all people. Each is a sealed cookie in one browser; here and in the journal is which there are, and which were
/// ended before their time: so a restart signs nobody out, and whoever has signed out stays so.
///
/// Life: ``restore(_:)`` with the journal's, then ``run()`` beside the server.
final class LoginSessionStore: Sendable {
    /// Works out a person's rights by the configuration in force; `nil` where they have none any more.
    typealias Rights = @Sendable (LoginSessionContents.Source) -> (role: Role, services: ServiceScope)?

    private let table: Lock<LoginSessionTable>
    private let limits: LoginSessionLimits
    private let seal: CookieSeal
    private let journal: (any Journal)?
    private let rights: Rights
    private let time: any TimeSource

    /// - Parameters:
    ///   - limits: How long login sessions last, and how many there are.
    ///   - key: The server's seal key, 32 bytes.
    ///   - journal: Where they are written; `nil` for memory only.
    ///   - time: The clocks.
    ///   - rights: Called for each request, must return at once.
    init(
        limits: LoginSessionLimits, key: Sensitive<[UInt8]>, journal: (any Journal)? = nil, time: any TimeSource,
        rights: @escaping Rights
    ) {
        self.table = Lock(LoginSessionTable(limits: limits))
        self.limits = limits
        self.seal = CookieSeal(key, for: .loginSession)
        self.journal = journal
        self.rights = rights
        self.time = time
    }

    /// Login sessions that go on.
    var count: Int { self.table.withLock(\.count) }

    /// Login sessions that go on, by their beginning.
    var all: [LoginSessionRecord] { self.table.withLock(\.all) }

    /// Takes in the journal's.
    func restore(_ records: [LoginSessionRecord]) {
        let now = Moment(self.time)
        self.table.withLock { $0.restore(records, at: now) }
    }

    /// Begins a login session and journals it. Where that fails people are signed in all the same, and it is journaled later.
    ///
    /// - Parameter secret: The attempt's state or the link's text: whatever brings it twice begins nothing the second time.
    /// - Returns: The cookie's value.
    func begin(_ source: LoginSessionContents.Source, by secret: String) async throws(LoginSessionRefusal) -> String {
        guard self.rights(source) != nil else { throw .stranger }
        let now = Moment(self.time)
        let contents = LoginSessionContents(
            id: Self.id(of: secret), source: source, from: now.wall, until: now.wall + self.limits.longest)
        guard let text = self.seal.seal(contents.object) else { throw .tooLong }
        let beginning = self.table.withLock { $0.begin(contents.record, at: now) }
        switch beginning {
        case .begun: break
        case .known: throw .repeated
        case .tooMany: throw .tooMany
        }
        try? await self.save([contents.record])
        return text
    }

    /// The login session that a browser's cookies of our name stand for; `nil` where there is none, or it is over. Reading counts as use.
    ///
    /// Cookies that are none of ours don't count. Where those of several people come at once, as when another server on this host has set
    /// one, it is nobody: else whoever can set a cookie could have a person work as somebody else.
    func loginSession(_ texts: some Sequence<Substring>) -> LoginSession? {
        var found: LoginSession?
        for contents in texts.prefix(Self.most).compactMap(self.opened) {
            guard let loginSession = self.loginSession(contents) else { continue }
            if let other = found, other.principal.user != loginSession.principal.user { return nil }
            found = found ?? loginSession
        }
        return found
    }

    /// Ends the login sessions of these cookies: at once for this server, and for later ones as soon as the journal has it.
    func end(_ texts: some Sequence<Substring>) async {
        let (now, opened) = (Moment(self.time), texts.prefix(Self.most).compactMap(self.opened))
        let ended = self.table.withLock { table in
            opened.compactMap { table.end($0.record, at: now) }
        }
        try? await self.save(ended)
    }

    /// Ends a login session, as an operator does. Without effect on one that has ended.
    ///
    /// - Returns: Whether there is one of that id.
    /// - Throws: Where it has ended for this server only; the journal is told later.
    func end(id: String) async throws(JournalError) -> Bool {
        let now = Moment(self.time)
        guard let ended = self.table.withLock({ $0.end(id, at: now) }) else { return false }
        try await self.save([ended])
        return true
    }

    /// Ends login sessions that were not used for too long, and forgets those whose time is over.
    func sweep() {
        let now = Moment(self.time)
        self.table.withLock { $0.sweep(at: now) }
    }

    /// Journals once a second what could not be journaled when it came, until its task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let now = self.time.monotonicNow()
            try? await self.save(self.table.withLock(\.unsaved))
            try? await self.time.sleep(until: now + .seconds(1))
        }
    }

    /// Cookies of one name in one request that are looked at.
    private static let most = 8

    private static func id(of secret: String) -> String { RandomSecret.digest(secret).suffix(16).hexadecimal }

    private func opened(_ text: Substring) -> LoginSessionContents? {
        self.seal.open(text).flatMap(LoginSessionContents.init)
    }

    fileprivate func loginSession(_ contents: LoginSessionContents) -> LoginSession? {
        let now = Moment(self.time)
        guard let rights = self.rights(contents.source), self.table.withLock({ $0.touch(contents.record, at: now) }) else {
            return nil
        }
        let principal = Principal(
            id: "login:\(contents.record.id.prefix(16))", role: rights.role, services: rights.services,
            user: contents.record.user,
            expiresAt: contents.record.expiresAt)
        return LoginSession(principal: principal, contents: contents, store: self)
    }

    private func save(_ records: [LoginSessionRecord]) async throws(JournalError) {
        guard !records.isEmpty else { return }
        try await self.journal?.commit(records.map(JournalEntry.loginSession))
        self.table.withLock { $0.settle(records) }
    }
}

/// One person signed in in one browser.
struct LoginSession: Sendable {
    /// The person, under a name of this login session's own.
    let principal: Principal
    fileprivate let contents: LoginSessionContents
    fileprivate let store: LoginSessionStore

    /// What is listed and journaled of it.
    var record: LoginSessionRecord { self.contents.record }

    /// Whether the login session goes on with the same rights. Reading counts as use: an open page keeps its login session, up to the
    /// longest one.
    var isActive: Bool { self.store.loginSession(self.contents)?.principal == self.principal }
}

/// Why no login session has begun.
enum LoginSessionRefusal: String, Error, Hashable, Sendable {
    /// The configuration in force gives the person no part.
    case stranger
    /// The same answer or link has begun one before.
    case repeated
    /// The person has begun too many in the last hours.
    case tooMany
    /// The person has more groups with a meaning than go into a cookie.
    case tooLong
}
