import Application
import CallModel
import TestSupport
import Testing

@testable import CallcardServer

@Suite("Login sessions and their cookies' texts")
struct LoginSessionStoreTests {
    private let time = ManualTime()
    private let anna = Principal(id: "link", role: .agent, services: .only(["support"]), user: "anna@example.com")

    @Test("A login session has the person's rights and a name of its own")
    func begin() throws {
        let store = LoginSessionStore(limits: LoginSessionLimits(), time: self.time)
        let texts = [store.create(as: self.anna), store.create(as: self.anna)]
        let loginSessions = try texts.map { try #require(store.loginSession($0)) }
        #expect(Set(texts).count == 2 && texts.allSatisfy(RandomSecret.isOne))
        #expect(Set(loginSessions.map(\.principal.id)).count == 2 && !loginSessions.contains { texts.contains($0.principal.id) })
        #expect(loginSessions.allSatisfy { $0.principal.user == self.anna.user && $0.principal.services == self.anna.services })
    }

    @Test("Looking whether a login session goes on keeps it; its end is seen by whoever holds it")
    func looking() throws {
        let store = LoginSessionStore(limits: LoginSessionLimits(idle: .seconds(60), longest: .seconds(600)), time: self.time)
        let text = store.create(as: self.anna)
        let loginSession = try #require(store.loginSession(text))
        for _ in 0..<5 {
            self.time.advance(by: .seconds(50))
            #expect(loginSession.isActive)
        }
        store.end(text)
        #expect(!loginSession.isActive && store.loginSession(text) == nil)
    }

    @Test(
        "What is no text of ours is nobody",
        arguments: ["", "x", String(repeating: "0", count: 64), String(repeating: "A", count: 64)])
    func strangers(text: String) {
        let store = LoginSessionStore(limits: LoginSessionLimits(), time: self.time)
        _ = store.create(as: self.anna)
        #expect(store.loginSession(text) == nil)
    }
}
