internal import CallModel
internal import Synchronization

/// Who is signed in to pages, in memory only: after a restart everybody signs in again.
///
/// A visit is one person signed in in one browser. The browser keeps a random text as a cookie; the book keeps its digest.
final class LoginSessionStore: Sendable {
    private let ledger: Mutex<LoginSessionTable<RandomSecret.Digest>>
    private let time: any TimeSource

    init(limits: LoginSessionLimits, time: any TimeSource) {
        self.ledger = Mutex(LoginSessionTable(limits: limits))
        self.time = time
    }

    var count: Int { self.ledger.withLock { $0.count } }

    /// Begins a visit, under a name of its own: what was prepared for one is never given to another.
    ///
    /// - Returns: What the browser keeps; known to nobody else from here on.
    func begin(as person: Principal) -> String {
        let text = RandomSecret.fresh()
        let principal = Principal(
            id: "visit:\(RandomSecret.fresh().prefix(16))", role: person.role, services: person.services, user: person.user)
        self.ledger.withLock { $0.begin(RandomSecret.digest(text), as: principal, at: self.time.monotonicNow()) }
        return text
    }

    /// The visit that a browser's cookie stands for.
    func visit(_ text: some StringProtocol) -> LoginSession? {
        guard RandomSecret.isOne(text) else { return nil }
        let digest = RandomSecret.digest(text)
        return self.use(digest).map { LoginSession(principal: $0, digest: digest, book: self) }
    }

    func end(_ text: some StringProtocol) {
        self.ledger.withLock { $0.end(RandomSecret.digest(text)) }
    }

    func sweep() {
        self.ledger.withLock { $0.sweep(at: self.time.monotonicNow()) }
    }

    fileprivate func use(_ digest: RandomSecret.Digest) -> Principal? {
        self.ledger.withLock { $0.use(digest, at: self.time.monotonicNow()) }
    }
}

/// One person signed in in one browser.
struct LoginSession: Sendable {
    let principal: Principal
    fileprivate let digest: RandomSecret.Digest
    fileprivate let book: LoginSessionStore

    /// Whether it goes on. Asking counts as use: an open page keeps its visit, up to the longest one.
    var goesOn: Bool { self.book.use(self.digest) != nil }
}
