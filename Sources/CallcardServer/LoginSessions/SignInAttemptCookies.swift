internal import CallModel
internal import Crypto
internal import HTTPTypes
internal import StrictJSON

/// Sign-in attempts of people who are at the provider, kept by their browsers: each is a sealed cookie for ten minutes, and nothing of it
/// is in the server.
///
/// So an attempt is tied to its browser, and whoever is sent a link with another person's answer in it is not signed in by it. A browser
/// may have several, one for each tab; the cookie's name says which one is a state's.
struct SignInAttemptCookies: Sendable {
    /// An attempt and the page to which it leads.
    struct Entry: Sendable {
        /// The attempt that the provider's answer must fit.
        let attempt: SignInAttempt
        /// The page that was asked for.
        let target: String
        fileprivate let beganAt: WallTime
    }

    /// The time that an attempt may take.
    static let life = Duration.seconds(600)
    /// Attempts of one browser at once; beyond that the oldest goes.
    static let limit = 5

    private let cookie: LoginSessionCookie
    private let seal: CookieSeal
    private let time: any TimeSource

    /// - Parameter key: The server's seal key, 32 bytes.
    init(cookie: LoginSessionCookie, key: Sensitive<[UInt8]>, time: any TimeSource) {
        self.cookie = cookie
        self.seal = CookieSeal(key, for: .attempt)
        self.time = time
    }

    /// The lines that have a browser keep one more attempt, and let go of what it has too many of.
    ///
    /// - Returns: `nil` where the attempt is too long for a cookie.
    func lines(adding attempt: SignInAttempt, to target: String, for headers: HTTPFields) -> [HTTPField]? {
        let contents: JSONObject = [
            "state": .string(attempt.state), "nonce": .string(attempt.nonce), "verifier": .string(attempt.verifier),
            "redirect": .string(attempt.redirect), "target": .string(target),
            "beganAt": .number(String(self.time.wallNow().milliseconds)),
        ]
        guard let text = self.seal.seal(contents) else { return nil }
        let seconds = Int(Self.life.components.seconds)
        let added = self.cookie.line(self.name(of: attempt.state), text, path: Self.path, seconds: seconds)
        return self.surplus(in: headers).map(self.removal) + [added]
    }

    /// The attempt of this browser that a provider's answer belongs to; `nil` where it has none, or it took too long.
    func entry(state: String, in headers: HTTPFields) -> Entry? {
        guard RandomSecret.isOne(state) else { return nil }
        return self.cookie.values(self.name(of: state), in: headers).lazy.compactMap(self.opened)
            .first { RandomSecret.digest($0.attempt.state) == RandomSecret.digest(state) }
    }

    /// The line that takes an attempt out of its browser: it is over, whatever came of it.
    func removal(of attempt: SignInAttempt) -> HTTPField { self.removal(self.name(of: attempt.state)) }

    /// Only signing in needs them; a name that is bound to the host wants the whole of it.
    private static let path = "/sign-in"

    private func removal(_ name: String) -> HTTPField { self.cookie.line(name, "", path: Self.path, seconds: 0) }

    private func name(of state: String) -> String {
        "\(self.cookie.attemptName)-\(RandomSecret.digest(state).prefix(6).hexadecimal)"
    }

    /// The names of a browser's attempts that have to go so that there is room for one more: first those that are over, and those of
    /// another server on this host, then the oldest.
    private func surplus(in headers: HTTPFields) -> [String] {
        let found = self.cookie.all(beginning: self.cookie.attemptName + "-", in: headers).prefix(100).map { cookie in
            (name: cookie.name, beganAt: self.opened(cookie.value)?.beganAt.milliseconds ?? .min)
        }
        return found.sorted { $0.beganAt > $1.beganAt }.dropFirst(Self.limit - 1).map(\.name)
    }

    private func opened(_ text: Substring) -> Entry? {
        guard let contents = self.seal.open(text), let state = contents["state"]?.stringValue,
            let nonce = contents["nonce"]?.stringValue, let verifier = contents["verifier"]?.stringValue,
            let redirect = contents["redirect"]?.stringValue, let target = contents["target"]?.stringValue,
            let beganAt = contents.wallTime("beganAt")
        else { return nil }
        // A clock that was set back makes no attempt last longer.
        let age = self.time.wallNow() - beganAt
        guard (.zero - Self.life + .nanoseconds(1)..<Self.life).contains(age) else { return nil }
        let attempt = SignInAttempt(state: state, nonce: nonce, verifier: verifier, redirect: redirect)
        return Entry(attempt: attempt, target: target, beganAt: beganAt)
    }
}

extension JSONObject {
    /// A time in milliseconds since 1970; `nil` for any other member.
    func wallTime(_ name: String) -> WallTime? {
        guard case .number(let literal)? = self[name], let milliseconds = Int64(literal),
            WallTime.writable.contains(milliseconds)
        else { return nil }
        return WallTime(milliseconds: milliseconds)
    }
}
