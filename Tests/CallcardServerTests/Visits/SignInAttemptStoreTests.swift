import CallModel
import Testing
import TestSupport

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
        let book = SignInAttemptStore(time: self.time)
        let attempt = self.attempt()
        book.begin(attempt, in: self.browser, to: "/try")
        #expect(book.take(state: attempt.state, browser: RandomSecret.fresh()) == nil)
        #expect(book.take(state: RandomSecret.fresh(), browser: self.browser) == nil)
        #expect(book.take(state: attempt.state, browser: self.browser)?.target == "/try")
        #expect(book.take(state: attempt.state, browser: self.browser) == nil)
    }

    @Test("It has ten minutes", arguments: [(599, true), (600, false)])
    func life(seconds: Int, isGood: Bool) {
        let book = SignInAttemptStore(time: self.time)
        let attempt = self.attempt()
        book.begin(attempt, in: self.browser, to: "/")
        self.time.advance(by: .seconds(seconds))
        book.sweep()
        #expect((book.take(state: attempt.state, browser: self.browser) != nil) == isGood)
    }

    @Test("Beyond the limit the oldest goes")
    func bounded() {
        let book = SignInAttemptStore(limit: 2, time: self.time)
        let attempts = (0..<3).map { _ in self.attempt() }
        for attempt in attempts {
            book.begin(attempt, in: self.browser, to: "/")
            self.time.advance(by: .seconds(1))
        }
        #expect(attempts.map { book.take(state: $0.state, browser: self.browser) != nil } == [false, true, true])
    }
}
