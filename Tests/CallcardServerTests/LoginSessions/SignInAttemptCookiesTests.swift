import CallModel
import HTTPTypes
import TestSupport
import Testing

@testable import CallcardServer

@Suite("On the way to the provider and back")
struct SignInAttemptCookiesTests {
    private let time = ManualTime()
    private let key = Sensitive([UInt8](repeating: 7, count: 32))

    private func attempts(isSecure: Bool = true, key: Sensitive<[UInt8]>? = nil) -> SignInAttemptCookies {
        SignInAttemptCookies(
            cookie: LoginSessionCookie(isSecure: isSecure, isFramed: false), key: key ?? self.key, time: self.time)
    }

    private func attempt() -> SignInAttempt {
        SignInAttempt(state: RandomSecret.fresh(), nonce: "n", verifier: "v", redirect: "r")
    }

    /// The cookies that a browser has after it was sent these lines.
    private func kept(_ lines: [HTTPField], over before: HTTPFields = [:]) -> HTTPFields {
        var jar: [String: String] = [:]
        for cookie in LoginSessionCookie(isSecure: true, isFramed: false).all(beginning: "", in: before) {
            jar[cookie.name] = String(cookie.value)
        }
        for line in lines {
            let pair = line.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            jar[String(pair[0])] = line.value.contains("Max-Age=0") ? nil : String(pair[1])
        }
        return jar.isEmpty ? [:] : [.cookie: jar.map { "\($0)=\($1)" }.joined(separator: "; ")]
    }

    @Test("An attempt comes back in its own browser, by its own state, also after a restart")
    func back() throws {
        let attempt = self.attempt()
        let browser = self.kept(try #require(self.attempts().lines(adding: attempt, to: "/try", for: [:])))
        let entry = try #require(self.attempts().entry(state: attempt.state, in: browser))
        #expect(entry.attempt == attempt && entry.target == "/try")
        #expect(self.attempts().entry(state: attempt.state, in: [:]) == nil)
        #expect(self.attempts().entry(state: RandomSecret.fresh(), in: browser) == nil)
        #expect(self.attempts(key: Sensitive([UInt8](repeating: 8, count: 32))).entry(state: attempt.state, in: browser) == nil)
        #expect(self.kept([self.attempts().removal(of: attempt)], over: browser) == [:])
    }

    @Test("A cookie under another one's name is not that one")
    func renamed() throws {
        let (mine, other) = (self.attempt(), self.attempt())
        let first = try #require(self.attempts().lines(adding: mine, to: "/", for: [:])?.first)
        let second = try #require(self.attempts().lines(adding: other, to: "/", for: [:])?.first)
        let name = first.value.prefix { $0 != "=" }
        let value = second.value.split(separator: "=", maxSplits: 1)[1].prefix { $0 != ";" }
        #expect(self.attempts().entry(state: mine.state, in: [.cookie: "\(name)=\(value)"]) == nil)
        let tossed = "\(name)=\(value); \(first.value.prefix { $0 != ";" })"
        #expect(self.attempts().entry(state: mine.state, in: [.cookie: tossed])?.attempt == mine, "the good one of two counts")
    }

    @Test(
        "It has ten minutes, by a clock that was set back, too",
        arguments: [(599, true), (600, false), (-599, true), (-600, false)])
    func life(seconds: Int, isGood: Bool) throws {
        let attempt = self.attempt()
        let browser = self.kept(try #require(self.attempts().lines(adding: attempt, to: "/", for: [:])))
        self.time.jump(by: .seconds(seconds))
        #expect((self.attempts().entry(state: attempt.state, in: browser) != nil) == isGood)
    }

    @Test("A browser keeps five, and the oldest goes")
    func bounded() throws {
        var browser: HTTPFields = [:]
        var begun: [SignInAttempt] = []
        for _ in 0..<8 {
            begun.append(self.attempt())
            browser = self.kept(try #require(self.attempts().lines(adding: begun.last!, to: "/", for: browser)), over: browser)
            self.time.advance(by: .seconds(1))
        }
        let isThere = begun.map { self.attempts().entry(state: $0.state, in: browser) != nil }
        #expect(isThere == [false, false, false, true, true, true, true, true])
        #expect((browser[.cookie] ?? "").utf8.count < 4_096)
    }

    @Test(
        "The cookie is out of scripts' reach and goes where signing in is, or is bound to the host by its name",
        arguments: [
            (false, "callcard-sign-in-", "Path=/sign-in; HttpOnly; SameSite=Lax; Max-Age=600"),
            (true, "__Host-callcard-sign-in-", "Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=600"),
        ])
    func attributes(isSecure: Bool, name: String, attributes: String) throws {
        let attempt = self.attempt()
        let line = try #require(self.attempts(isSecure: isSecure).lines(adding: attempt, to: "/", for: [:])?.first).value
        #expect(line.hasPrefix(name) && line.hasSuffix("; " + attributes))
        #expect(![attempt.state, attempt.nonce + "\"", attempt.verifier + "\""].contains(where: line.contains))
    }

    @Test("What is too long for a cookie is not begun")
    func tooLong() {
        let attempt = SignInAttempt(
            state: RandomSecret.fresh(), nonce: "n", verifier: "v", redirect: String(repeating: "r", count: 4_000))
        #expect(self.attempts().lines(adding: attempt, to: "/", for: [:]) == nil)
    }
}
