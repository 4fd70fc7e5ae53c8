import CallModel
import TestSupport
import Testing

@testable import CallcardServer

@Suite("Answers of the provider that come at the same time", .timeLimit(.minutes(5)))
struct SignInAttemptStoreConcurrencyTests {
    private let store = SignInAttemptStore(time: ManualTime())
    private let browser = RandomSecret.fresh()

    private func attempt() -> SignInAttempt {
        SignInAttempt(state: RandomSecret.fresh(), nonce: "n", verifier: "v", redirect: "r")
    }

    @Test("Of all who bring an attempt's answer one is signed in, and attempts begun meanwhile are kept")
    func once() async throws {
        let attempts = (0..<200).map { _ in self.attempt() }
        for (index, attempt) in attempts.enumerated() { self.store.add(attempt, in: self.browser, to: "/\(index)") }
        let outcomes = try await race(steps: attempts.count) { racer -> (target: String?, added: SignInAttempt?) in
            let target = self.store.consume(state: attempts[racer.step].state, browser: self.browser)?.target
            #expect(target == nil || target == "/\(racer.step)")
            if racer.below(32) == 0 { self.store.sweep() }
            guard racer.below(8) == 0 else { return (target, nil) }
            let added = self.attempt()
            self.store.add(added, in: self.browser, to: "/added")
            return (target, added)
        }
        #expect(outcomes.compactMap(\.target).sorted() == attempts.indices.map { "/\($0)" }.sorted())
        for attempt in outcomes.compactMap(\.added) {
            #expect(self.store.consume(state: attempt.state, browser: self.browser)?.target == "/added")
        }
    }
}
