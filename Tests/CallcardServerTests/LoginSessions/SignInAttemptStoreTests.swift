import CallModel
import TestSupport
import Testing

@testable import CallcardServer

@Suite("On the way to the provider and back")
struct SignInAttemptStoreTests {
    private let time = ManualTime()
    private let browser = RandomSecret.fresh()

    private func attempt() -> SignInAttempt {
        SignInAttempt(state: RandomSecret.fresh(), nonce: "n", verifier: "v", redirect: "r")
    }

    @Test("An attempt ends with its first answer, in its own browser only")
    func once() {
        let store = SignInAttemptStore(time: self.time)
        let attempt = self.attempt()
        store.add(attempt, in: self.browser, to: "/try")
        #expect(store.consume(state: attempt.state, browser: RandomSecret.fresh()) == nil)
        #expect(store.consume(state: RandomSecret.fresh(), browser: self.browser) == nil)
        #expect(store.consume(state: attempt.state, browser: self.browser)?.target == "/try")
        #expect(store.consume(state: attempt.state, browser: self.browser) == nil)
    }

    @Test("It has ten minutes", arguments: [(599, true), (600, false)])
    func life(seconds: Int, isGood: Bool) {
        let store = SignInAttemptStore(time: self.time)
        let attempt = self.attempt()
        store.add(attempt, in: self.browser, to: "/")
        self.time.advance(by: .seconds(seconds))
        store.sweep()
        #expect((store.consume(state: attempt.state, browser: self.browser) != nil) == isGood)
    }

    @Test("Beyond the limit the oldest goes")
    func bounded() {
        let store = SignInAttemptStore(limit: 2, time: self.time)
        let attempts = (0..<3).map { _ in self.attempt() }
        for attempt in attempts {
            store.add(attempt, in: self.browser, to: "/")
            self.time.advance(by: .seconds(1))
        }
        #expect(attempts.map { store.consume(state: $0.state, browser: self.browser) != nil } == [false, true, true])
    }
}
