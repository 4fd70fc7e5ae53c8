import Application
import CallModel
import TestSupport
import Testing

@testable import CallcardServer

@Suite("Login sessions of many browsers at once", .timeLimit(.minutes(5)))
struct LoginSessionStoreConcurrencyTests {
    private let time = ManualTime()

    private func store(_ limits: LoginSessionLimits = .init()) -> LoginSessionStore {
        LoginSessionStore(limits: limits, key: Sensitive([UInt8](repeating: 7, count: 32)), time: self.time) { _ in
            (.agent, .only(["support"]))
        }
    }

    private func begin(_ store: LoginSessionStore) async throws -> Substring {
        let user = "\(RandomSecret.fresh())@example.com"
        return Substring(try await store.begin(.link(user: user, role: .agent), by: RandomSecret.fresh()))
    }

    @Test("Each goes on until its own end, whatever becomes of the others, and none is left over")
    func ownEnds() async throws {
        let store = self.store()
        let names = try await race(steps: 100) { racer -> String? in
            let text = try await self.begin(store)
            let loginSession = try #require(store.loginSession([text]))
            if racer.below(16) == 0 { store.sweep() }
            #expect(loginSession.isActive)
            guard racer.below(2) == 0 else { return loginSession.principal.id }
            await store.end([text])
            #expect(!loginSession.isActive && store.loginSession([text]) == nil)
            return nil
        }
        let kept = names.compactMap(\.self)
        #expect(store.count == kept.count && Set(kept).count == kept.count)
    }

    @Test("There are never more than may be")
    func bounded() async throws {
        let store = self.store(LoginSessionLimits(count: 50))
        try await race(steps: 100) { _ in
            // The clock moves on, so that there is an order of use.
            self.time.advance(by: .milliseconds(1))
            _ = store.loginSession([try await self.begin(store)])
            #expect(store.count <= 50)
        }
        #expect(store.count == 50)
    }

    @Test("Of all who bring the same answer one is signed in")
    func once() async throws {
        let store = self.store()
        let secrets = (0..<100).map { _ in RandomSecret.fresh() }
        let begun = try await race(steps: secrets.count) { racer -> Bool in
            (try? await store.begin(.link(user: "\(racer.step)@example.com", role: .agent), by: secrets[racer.step])) != nil
        }
        #expect(begun.count(where: \.self) == secrets.count && store.count == secrets.count)
    }
}
