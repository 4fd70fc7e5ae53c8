import CallModel
import Testing

@testable import ConnectorHTTP

@Suite("A18, A19 Tokens: what to do about one at a given time")
struct TokenStateTests {
    private func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1_000_000_000)) }

    private func issued(_ seconds: Double?) throws -> IssuedToken { try #require(IssuedToken("t", seconds: seconds)) }

    /// `use`, `renew` or `fetch`.
    private func advice(_ state: TokenState, _ seconds: Double) -> String {
        switch state.advice(at: self.at(seconds)) {
        case .use: "use"
        case .renew: "renew"
        case .fetch: "fetch"
        }
    }

    @Test("Without a token one is fetched")
    func empty() {
        #expect(self.advice(TokenState(), 0) == "fetch")
    }

    @Test(
        "A token is renewed at 80 % of its life, 5 % earlier or later by chance, and never used past its end",
        arguments: [
            (0.5, 0.0, "use"), (0.5, 79.9, "use"), (0.5, 80.1, "renew"), (0.5, 99.9, "renew"), (0.5, 100.0, "fetch"),
            (0.0, 74.9, "use"), (0.0, 75.1, "renew"), (0.999, 84.8, "use"), (0.999, 85.1, "renew"),
        ])
    func life(random: Double, seconds: Double, expected: String) throws {
        var state = TokenState()
        #expect(state.accept(try self.issued(100), askedAt: self.at(0), now: self.at(0.2), random: random) != nil)
        #expect(self.advice(state, seconds) == expected)
    }

    @Test("Life is counted from the request, however slow the answer was")
    func slowEndpoint() throws {
        var state = TokenState()
        #expect(state.accept(try self.issued(10), askedAt: self.at(5), now: self.at(9), random: 0.5) != nil)
        #expect(self.advice(state, 14.9) == "renew")
        #expect(self.advice(state, 15) == "fetch")
    }

    @Test("A token that is over when it comes is none", arguments: [0, -60, 1])
    func over(seconds: Double) throws {
        var state = TokenState()
        #expect(state.accept(try self.issued(seconds), askedAt: self.at(0), now: self.at(1), random: 0.5) == nil)
        #expect(self.advice(state, 1) == "fetch")
    }

    @Test("Where the endpoint is silent about it, a token lives five minutes; at most it lives a day")
    func lifetimes() throws {
        #expect(try self.issued(nil).life == .seconds(300))
        #expect(try self.issued(1e12).life == .seconds(86_400))
        #expect(try self.issued(0.25).life == .milliseconds(250))
        #expect(try self.issued(-1).life == .zero)
    }

    @Test("A renewal that fails is tried again after pauses that double, and the token is used meanwhile")
    func failures() throws {
        var state = TokenState()
        _ = state.accept(try self.issued(1_000), askedAt: self.at(0), now: self.at(0), random: 0.5)
        var now = 800.0
        for pause in [1, 2, 4, 8, 16, 32, 60, 60] as [Double] {
            #expect(self.advice(state, now) == "renew")
            state.fail(at: self.at(now), retryAfter: nil, random: 0.5)
            #expect(self.advice(state, now + pause - 0.1) == "use")
            now += pause + 0.1
        }
        #expect(self.advice(state, 1_000) == "fetch")
        _ = state.accept(try self.issued(1_000), askedAt: self.at(1_000), now: self.at(1_000), random: 0.5)
        #expect(self.advice(state, 1_801) == "renew")
    }

    @Test("What an endpoint asks for is waited, if it is longer")
    func retryAfter() throws {
        var state = TokenState()
        _ = state.accept(try self.issued(1_000), askedAt: self.at(0), now: self.at(0), random: 0.5)
        state.fail(at: self.at(800), retryAfter: .seconds(30), random: 0.5)
        #expect(self.advice(state, 829) == "use")
        #expect(self.advice(state, 831) == "renew")
    }

    @Test("A refused token is dropped, but not the one that has taken its place")
    func drop() throws {
        var state = TokenState()
        let first = try #require(state.accept(try self.issued(100), askedAt: self.at(0), now: self.at(0), random: 0.5))
        state.drop(first.serial)
        #expect(self.advice(state, 1) == "fetch")
        let second = try #require(state.accept(try self.issued(100), askedAt: self.at(1), now: self.at(1), random: 0.5))
        state.drop(first.serial)
        #expect(self.advice(state, 2) == "use")
        #expect(first.serial != second.serial)
    }

    @Test(
        "What no header can carry is no token",
        arguments: ["", "a\r\nX-Evil: 1", "a\u{E4}", " a", String(repeating: "a", count: 20_000)])
    func unusable(text: String) {
        #expect(IssuedToken(text, seconds: 60) == nil)
    }

    @Test("No printer shows a token")
    func redacted() throws {
        let issued = try #require(IssuedToken("canary", seconds: 60))
        var state = TokenState()
        let held = state.accept(issued, askedAt: self.at(0), now: self.at(0), random: 0.5)
        var dumped = ""
        dump(issued, to: &dumped)
        dump(held, to: &dumped)
        dump(state, to: &dumped)
        #expect(!(dumped + "\(issued) \(String(describing: held)) \(state)" + String(reflecting: state)).contains("canary"))
    }
}
