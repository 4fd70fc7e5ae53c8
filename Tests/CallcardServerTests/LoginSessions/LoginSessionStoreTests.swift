import Application
import ApplicationTestSupport
import CallModel
import TestSupport
import Testing
import Waiting

@testable import CallcardServer

@Suite("Login sessions and their cookies")
struct LoginSessionStoreTests {
    private static let anna = LoginSessionContents.Source.link(user: "anna@example.com", role: .agent)
    private static let ben = LoginSessionContents.Source.account(SignInAccount(user: "ben@example.com", grants: [1, .max]))
    private static let key = Sensitive([UInt8](repeating: 7, count: 32))
    private let time = ManualTime()
    private let journal = BreakableJournal()

    /// Anna's and Ben's rights: agents of support, until somebody changes that.
    private final class Rules: Sendable {
        let services = Lock<ServiceScope?>(.only(["support"]))
        func rights(_: LoginSessionContents.Source) -> (role: Role, services: ServiceScope)? {
            self.services.withLock(\.self).map { (.agent, $0) }
        }
    }

    private let rules = Rules()

    private func store(_ limits: LoginSessionLimits = .init(), key: Sensitive<[UInt8]> = Self.key) -> LoginSessionStore {
        LoginSessionStore(limits: limits, key: key, journal: self.journal, time: self.time, rights: self.rules.rights)
    }

    /// A store after a restart.
    private func restarted() async throws -> LoginSessionStore {
        let store = self.store()
        store.restore(try await self.journal.start().loginSessions)
        return store
    }

    private func begin(_ store: LoginSessionStore, _ source: LoginSessionContents.Source = Self.anna) async throws -> Substring {
        Substring(try await store.begin(source, by: RandomSecret.fresh()))
    }

    @Test("A login session has the person's rights and a name of its own", arguments: [Self.anna, Self.ben])
    func begin(source: LoginSessionContents.Source) async throws {
        let store = self.store()
        let texts = [try await self.begin(store, source), try await self.begin(store, source)]
        let loginSessions = try texts.map { try #require(store.loginSession([$0])) }
        #expect(Set(loginSessions.map(\.principal.id)).count == 2)
        #expect(loginSessions.allSatisfy { $0.principal.id.hasPrefix("login:") && $0.principal.role == .agent })
        #expect(Set(loginSessions.map(\.principal.user)) == Set(store.all.map(\.user)) && store.count == 2)
    }

    @Test("Rights are those of today: less services, and none at all, count at once")
    func narrowed() async throws {
        let store = self.store()
        let text = try await self.begin(store)
        let before = try #require(store.loginSession([text]))
        #expect(before.isActive)
        self.rules.services.withLock { $0 = .only([]) }
        #expect(store.loginSession([text])?.principal.services == .only([]) && !before.isActive)
        self.rules.services.withLock { $0 = nil }
        #expect(store.loginSession([text]) == nil && !before.isActive)
        await #expect(throws: LoginSessionRefusal.stranger) { try await self.begin(store) }
    }

    @Test("Looking whether a login session goes on keeps it; its end is seen by whoever holds it")
    func looking() async throws {
        let store = self.store(LoginSessionLimits(idle: .seconds(60), longest: .seconds(600)))
        let text = try await self.begin(store)
        let loginSession = try #require(store.loginSession([text]))
        for _ in 0..<5 {
            self.time.advance(by: .seconds(50))
            #expect(loginSession.isActive)
        }
        await store.end([text])
        #expect(!loginSession.isActive && store.loginSession([text]) == nil)
    }

    @Test("A restart signs nobody out, and whoever has signed out stays so")
    func restart() async throws {
        let store = self.store()
        let (stays, signedOut, ended) = (try await self.begin(store), try await self.begin(store), try await self.begin(store))
        await store.end([signedOut])
        let id = try #require(store.loginSession([ended])?.record.id)
        #expect(try await store.end(id: id))
        #expect(try await !store.end(id: "x"))
        let next = try await self.restarted()
        #expect([stays, signedOut, ended].map { next.loginSession([$0]) != nil } == [true, false, false])
        #expect(next.all == store.all && next.count == 1)
    }

    @Test("While the journal can't be written people sign in and out all the same; it is told as soon as it can be")
    func brokenJournal() async throws {
        let store = self.store()
        let kept = try await self.begin(store)
        self.journal.fail(with: .unavailable(.full))
        let (new, old) = (try await self.begin(store), try #require(store.loginSession([kept])))
        #expect(store.loginSession([new]) != nil)
        await #expect(throws: JournalError.self) { try await store.end(id: old.record.id) }
        #expect(!old.isActive)
        self.journal.fail(with: nil)
        let running = Task { await store.run() }
        defer { running.cancel() }
        while try await self.journal.start().loginSessions.count < 2 { await Task.yield() }
        let next = try await self.restarted()
        #expect(next.loginSession([kept]) == nil && next.loginSession([new]) != nil)
    }

    @Test(
        "What is no cookie of ours is nobody",
        arguments: ["", "x", String(repeating: "0", count: 64), String(repeating: "A", count: 400)])
    func strangers(text: String) async throws {
        let store = self.store()
        _ = try await self.begin(store)
        #expect(store.loginSession([Substring(text)]) == nil)
        await store.end([Substring(text)])
        #expect(store.count == 1)
    }

    @Test("Another server's cookie is nobody's")
    func anotherKey() async throws {
        let text = try await self.begin(self.store(key: Sensitive([UInt8](repeating: 8, count: 32))))
        #expect(self.store().loginSession([text]) == nil)
    }

    @Test("Of several cookies those that are none don't count; where they are of two people it is nobody")
    func tossed() async throws {
        let store = self.store()
        let (mine, again, other) = (
            try await self.begin(store), try await self.begin(store), try await self.begin(store, Self.ben)
        )
        #expect(store.loginSession(["", "x", mine])?.principal.user == "anna@example.com")
        #expect(store.loginSession([mine, again])?.principal.user == "anna@example.com")
        #expect(store.loginSession([mine, other]) == nil && store.loginSession([other, mine]) == nil)
        await store.end([other])
        #expect(store.loginSession([other, mine]) != nil, "what is over is none")
        #expect(store.loginSession(Array(repeating: "x", count: 8) + [mine]) == nil, "a few are looked at")
    }

    @Test("The same secret begins one login session, also over a restart")
    func once() async throws {
        let secret = RandomSecret.fresh()
        _ = try await self.store().begin(Self.anna, by: secret)
        let next = try await self.restarted()
        await #expect(throws: LoginSessionRefusal.repeated) { try await next.begin(Self.anna, by: secret) }
    }

    @Test("Hundreds of groups go into a cookie; more than that begin nothing", arguments: [(240, true), (300, false)])
    func size(groups: Int, fits: Bool) async throws {
        let account = SignInAccount(user: "anna@example.com", grants: Set((0..<groups).map { UInt64.max - UInt64($0) }))
        let store = self.store()
        if fits {
            let text = try await self.begin(store, .account(account))
            #expect(text.utf8.count <= CookieSeal.longest && store.loginSession([text]) != nil)
        } else {
            await #expect(throws: LoginSessionRefusal.tooLong) { try await self.begin(store, .account(account)) }
        }
    }
}
