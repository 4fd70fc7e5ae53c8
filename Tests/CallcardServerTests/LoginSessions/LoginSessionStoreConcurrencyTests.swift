import Application
import CallModel
import TestSupport
import Testing

@testable import CallcardServer

@Suite("Login sessions of many browsers at once", .timeLimit(.minutes(5)))
struct LoginSessionStoreConcurrencyTests {
    private let time = ManualTime()
    private let anna = Principal(id: "link", role: .agent, services: .only(["support"]), user: "anna@example.com")

    @Test("Each goes on until its own end, whatever becomes of the others, and none is left over")
    func ownEnds() async throws {
        let store = LoginSessionStore(limits: LoginSessionLimits(), time: self.time)
        let names = try await race(steps: 100) { racer -> String? in
            let text = store.create(as: self.anna)
            let loginSession = try #require(store.loginSession(text))
            if racer.below(16) == 0 { store.sweep() }
            #expect(loginSession.isActive)
            guard racer.below(2) == 0 else { return loginSession.principal.id }
            store.end(text)
            #expect(!loginSession.isActive && store.loginSession(text) == nil)
            return nil
        }
        let kept = names.compactMap(\.self)
        #expect(store.count == kept.count && Set(kept).count == kept.count)
    }

    @Test("There are never more than may be")
    func bounded() async throws {
        let store = LoginSessionStore(limits: LoginSessionLimits(count: 50), time: self.time)
        try await race(steps: 100) { _ in
            // The clock moves on, so that there is an order of use.
            self.time.advance(by: .milliseconds(1))
            _ = store.loginSession(store.create(as: self.anna))
            #expect(store.count <= 50)
        }
        #expect(store.count == 50)
    }
}
