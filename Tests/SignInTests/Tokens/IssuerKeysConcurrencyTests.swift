import CallModel
import TestSupport
import Testing

@testable import SignIn

@Suite("B14 Tokens that come while keys are fetched", .timeLimit(.minutes(5)))
struct IssuerKeysConcurrencyTests {
    private let known = Signer(id: "known")
    private let next = Signer(id: "next")
    private let stranger = Signer(id: "stranger")

    @Test("Good tokens are accepted from the first on, strangers' never, and the keys are fetched seldom")
    func fetches() async throws {
        let bench = OpenIDTestBench(Provider(self.known))
        let (good, strange) = (try self.known.token(bench.claims), try self.stranger.token(bench.claims))
        try await race(steps: 20) { racer in
            if racer.below(3) == 0 {
                #expect(await bench.refusal(strange) == .unknownKey)
            } else {
                #expect(await bench.refusal(good) == nil)
            }
        }
        // The first; one for strangers; one more where a question met the end of the first.
        #expect((1...3).contains(bench.provider.fetches))
    }

    @Test("When keys change under way, a token of a key that stays is accepted throughout")
    func rotation() async throws {
        let bench = OpenIDTestBench(Provider(self.known))
        let (good, new) = (try self.known.token(bench.claims), try self.next.token(bench.claims))
        #expect(await bench.refusal(good) == nil)
        try await race(8, steps: 20) { racer in
            if racer.index == 0, racer.step == 5 { bench.provider.change { $0.keys.append(self.next.webKey()) } }
            // So far that an unknown key has the keys fetched again; tokens last for an hour.
            if racer.index == 0, racer.step % 5 == 0 { bench.time.advance(by: .seconds(301)) }
            #expect(await bench.refusal(good) == nil)
            let refusal = await bench.refusal(new)
            #expect(refusal == nil || refusal == .unknownKey)
        }
        bench.time.advance(by: .seconds(301))
        #expect(await bench.refusal(new) == nil)
    }
}
