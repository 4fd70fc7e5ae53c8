import CallModel
import Manifests

/// The token that a connector holds, and what to do about it at a given time. A value: no clock, no lock, no socket.
///
/// A token is used to its end and not beyond. From about 80 % of its life on a new one is fetched behind its back; while that fails,
/// it is tried again after pauses that double from 1 s to 60 s.
struct TokenState: Sendable, Redacted {
    private var held: (token: ActiveToken, renewsAt: MonotonicTime, endsAt: MonotonicTime)?
    private var serial = 0
    private var failures = 0
    /// No renewal before this.
    private var pausesUntil: MonotonicTime?

    /// The next action.
    enum Advice: Sendable {
        /// Use it; nothing else is to be done.
        case use(ActiveToken)
        /// Use it, and fetch a new one meanwhile.
        case renew(ActiveToken)
        /// There is none: fetch one, and wait for it.
        case fetch
    }

    /// The next action for a question that needs a token now.
    func advice(at now: MonotonicTime) -> Advice {
        guard let held = self.held, now < held.endsAt else { return .fetch }
        let isPausing = self.pausesUntil.map { now < $0 } ?? false
        return now < held.renewsAt || isPausing ? .use(held.token) : .renew(held.token)
    }

    /// Puts a new token in the place of the held one.
    ///
    /// - Parameters:
    ///   - askedAt: When it was asked for: its life is counted from there, for the endpoint counted from no earlier time.
    ///   - random: In `0 ..< 1`; moves the renewal by up to 5 % of the token's life either way.
    /// - Returns: `nil` for a token that is over already.
    mutating func accept(_ issued: IssuedToken, askedAt: MonotonicTime, now: MonotonicTime, random: Double) -> ActiveToken? {
        guard now < askedAt + issued.life else { return nil }
        self.serial += 1
        self.failures = 0
        self.pausesUntil = nil
        let token = ActiveToken(text: issued.text, serial: self.serial)
        self.held = (token, askedAt + issued.life * (0.75 + 0.1 * random), askedAt + issued.life)
        return token
    }

    /// Notes that no token was had.
    ///
    /// - Parameters:
    ///   - retryAfter: The pause that the endpoint asked for.
    ///   - random: In `0 ..< 1`; moves the pause by up to 20 % either way.
    mutating func fail(at now: MonotonicTime, retryAfter: Duration?, random: Double) {
        let pause = Duration.seconds(min(60, 1 << min(self.failures, 6))) * (0.8 + 0.4 * random)
        self.failures += 1
        self.pausesUntil = now + max(pause, retryAfter ?? .zero)
    }

    /// Forgets the token of this number, which was refused; nothing happens if it has been replaced already.
    mutating func drop(_ serial: Int) {
        if self.held?.token.serial == serial { self.held = nil }
    }
}

/// A token in use.
struct ActiveToken: Sendable, Redacted {
    let text: String
    /// A number that distinguishes the token from earlier and later ones.
    let serial: Int
}

/// A token as its endpoint gave it.
struct IssuedToken: Sendable, Redacted {
    let text: String
    /// The token's lifetime from the request for it; zero or less where it has expired on arrival.
    let life: Duration

    /// The life that is assumed where the endpoint does not tell. Tokens last longer nearly everywhere, and asking too early costs a
    /// request.
    static let unknownLife = Duration.seconds(300)
    /// The longest time for which a token is used, whatever the endpoint says.
    static let longestLife = Duration.seconds(86_400)
    /// The longest text of a token in bytes: a header must carry it.
    static let longestText = 16 << 10

    /// - Parameter seconds: As the endpoint says; `nil` where it does not.
    /// - Returns: `nil` where `text` is no token that a header can carry.
    init?(_ text: String, seconds: Double?) {
        guard !text.isEmpty, text.utf8.count <= Self.longestText, HeaderRule.isValue(text) else { return nil }
        self.text = text
        self.life =
            seconds.map { .milliseconds(Int64(min(max($0, 0), Double(Self.longestLife.components.seconds)) * 1_000)) }
            ?? Self.unknownLife
    }
}
