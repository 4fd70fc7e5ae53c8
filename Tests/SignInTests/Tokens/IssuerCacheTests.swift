import CallModel
import Testing

@testable import SignIn

@Suite("An issuer's keys over time")
struct IssuerCacheTests {
    private func at(_ seconds: Int) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds) * 1_000_000_000) }

    private let hour = 3_600

    @Test("Without keys a fetch is due at once; after it, in an hour")
    func refresh() {
        var cache = IssuerCache<String>()
        #expect(cache.dueAt == nil && cache.usable(at: self.at(0)) == nil)
        cache.succeed(with: "keys", at: self.at(10))
        #expect(cache.dueAt == self.at(10 + self.hour) && cache.usable(at: self.at(10)) == "keys")
    }

    @Test("While fetches fail, keys are good for a day and not a second longer; then they are back with the first that succeeds")
    func outage() {
        var cache = IssuerCache<String>()
        cache.succeed(with: "old", at: self.at(0))
        cache.fail(at: self.at(self.hour))
        #expect(cache.usable(at: self.at(24 * self.hour - 1)) == "old")
        #expect(cache.usable(at: self.at(24 * self.hour)) == nil)
        cache.succeed(with: "new", at: self.at(30 * self.hour))
        #expect(cache.usable(at: self.at(30 * self.hour)) == "new" && cache.dueAt == self.at(31 * self.hour))
    }

    @Test("Failures are tried again after 1, 2, 4 … seconds, five minutes at most")
    func retries() {
        var cache = IssuerCache<String>()
        var pauses: [Duration] = []
        for _ in 0..<11 {
            cache.fail(at: self.at(0))
            pauses.append(cache.dueAt.map { $0 - self.at(0) } ?? .zero)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map(Duration.seconds))
    }

    @Test("A short refresh keeps retries short, however many there were")
    func shortRefresh() {
        var cache = IssuerCache<String>(pace: .init(refresh: .seconds(3)))
        for _ in 0..<100 { cache.fail(at: self.at(0)) }
        #expect(cache.dueAt == self.at(3))
    }

    @Test("Unknown keys may ask once in five minutes")
    func asking() {
        var cache = IssuerCache<String>()
        cache.succeed(with: "keys", at: self.at(0))
        let moments = [1, 2, 299, 300, 301, 600, 601]
        let answers = moments.map { cache.mayAsk(at: self.at($0)) }
        #expect(answers == [true, false, false, false, true, false, true])
    }

    @Test("They may when a fetch is due anyway, and that is not held against them")
    func askingWhenDue() {
        var cache = IssuerCache<String>()
        let first = cache.mayAsk(at: self.at(0))
        cache.succeed(with: "keys", at: self.at(0))
        let second = cache.mayAsk(at: self.at(1))
        #expect(first && second)
    }

    @Test("In an outage they may ask once before the next try is due")
    func askingInOutage() {
        var cache = IssuerCache<String>()
        cache.succeed(with: "keys", at: self.at(0))
        for _ in 0..<12 { cache.fail(at: self.at(1)) }
        let asking = (2..<301).filter { cache.mayAsk(at: self.at($0)) }
        #expect(asking == [2] && cache.dueAt == self.at(301))
    }
}
