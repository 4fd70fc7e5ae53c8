internal import CallModel
internal import Waiting

/// Sign-in attempts of people who are at the provider, for ten minutes each.
///
/// Each attempt is tied to its browser by a cookie: whoever is sent a link with another person's answer in it is not signed in by it.
/// A browser may have several, one for each tab.
final class SignInAttemptStore: Sendable {
    /// An attempt and the page to which it leads.
    struct Entry: Sendable {
        /// The attempt that the provider's answer must fit.
        let attempt: SignInAttempt
        /// The browser that began it.
        let browser: RandomSecret.Digest
        /// The page that was asked for.
        let target: String
        let addedAt: MonotonicTime
    }

    /// The time that an attempt may take.
    static let life = Duration.seconds(600)

    private let entries = Lock<[RandomSecret.Digest: Entry]>([:])
    private let limit: Int
    private let time: any TimeSource

    /// - Parameter limit: Attempts at once; beyond that the oldest goes.
    init(limit: Int = 10_000, time: any TimeSource) {
        self.limit = limit
        self.time = time
    }

    /// Adds an attempt of a browser.
    func add(_ attempt: SignInAttempt, in browser: some StringProtocol, to target: String) {
        let now = self.time.monotonicNow()
        let entry = Entry(attempt: attempt, browser: RandomSecret.digest(browser), target: target, addedAt: now)
        self.entries.withLock { entries in
            if entries.count >= self.limit { Self.evict(in: &entries, limit: self.limit, at: now) }
            entries[RandomSecret.digest(attempt.state)] = entry
        }
    }

    /// The attempt that a provider's answer belongs to. It is over then, whatever comes of it.
    func consume(state: some StringProtocol, browser: some StringProtocol) -> Entry? {
        guard RandomSecret.isOne(state), RandomSecret.isOne(browser) else { return nil }
        let now = self.time.monotonicNow()
        return self.entries.withLock { entries in
            let key = RandomSecret.digest(state)
            guard let entry = entries[key], entry.browser == RandomSecret.digest(browser) else { return nil }
            entries[key] = nil
            return now - entry.addedAt < Self.life ? entry : nil
        }
    }

    /// Removes attempts that took too long.
    func sweep() {
        let now = self.time.monotonicNow()
        self.entries.withLock { entries in entries = entries.filter { now - $0.value.addedAt < Self.life } }
    }

    private static func evict(in entries: inout [RandomSecret.Digest: Entry], limit: Int, at now: MonotonicTime) {
        entries = entries.filter { now - $0.value.addedAt < Self.life }
        guard entries.count >= limit else { return }
        if let oldest = entries.min(by: { $0.value.addedAt < $1.value.addedAt }) { entries[oldest.key] = nil }
    }
}
