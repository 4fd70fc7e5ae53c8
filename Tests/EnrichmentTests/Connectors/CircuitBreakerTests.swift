import CallModel
import Testing

@testable import Enrichment

@Suite("R4 The breaker")
struct CircuitBreakerTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    private static func at(_ seconds: Double) -> MonotonicTime { Self.start + .milliseconds(Int64(seconds * 1_000)) }

    /// A breaker that failed so often in a row, at the start.
    private static func broken(_ times: Int, _ evidence: CircuitBreaker.Evidence = .failed, chance: Double = 0.5)
        -> CircuitBreaker
    {
        var breaker = CircuitBreaker(firstPause: .seconds(5))
        for _ in 0..<times { breaker.record(evidence, isProbe: false, at: Self.start, chance: chance) }
        return breaker
    }

    @Test("Five failures in a row open it, four don't")
    func inARow() {
        #expect(Self.broken(4).state == .closed)
        #expect(Self.broken(5).state == .open(until: Self.at(5)))
    }

    @Test("An answer between failures starts the count anew")
    func answerBetween() {
        var breaker = Self.broken(4)
        breaker.record(.alive, isProbe: false, at: Self.start, chance: 0)
        for _ in 0..<4 { breaker.record(.failed, isProbe: false, at: Self.start, chance: 0) }
        #expect(breaker.state == .closed)
    }

    @Test(
        "Half of twenty within ten seconds open it; the same over a longer time, or half of nineteen, don't",
        arguments: [(20, 0.4, true), (19, 0.4, false), (20, 1.2, false)])
    func share(questions: Int, gap: Double, opens: Bool) {
        var breaker = CircuitBreaker(firstPause: .seconds(5))
        for index in 0..<questions {
            breaker.record(
                index.isMultiple(of: 2) ? .alive : .failed, isProbe: false, at: Self.at(Double(index) * gap), chance: 0.5)
        }
        #expect((breaker.state != .closed) == opens)
    }

    @Test("While open nobody is asked; after the pause one probe is")
    func oneProbe() {
        var breaker = Self.broken(5)
        #expect(!breaker.admit(at: Self.at(4.99)).isAdmitted)
        #expect(breaker.admit(at: Self.at(5)) == (true, true))
        #expect(breaker.state == .halfOpen)
        #expect(!breaker.admit(at: Self.at(60)).isAdmitted)
    }

    @Test("A probe that finds it alive closes it, and the next pause is the first again")
    func recovery() {
        var breaker = Self.broken(5)
        _ = breaker.admit(at: Self.at(5))
        breaker.record(.failed, isProbe: true, at: Self.at(5), chance: 0.5)
        _ = breaker.admit(at: Self.at(15))
        breaker.record(.alive, isProbe: true, at: Self.at(15), chance: 0.5)
        #expect(breaker.state == .closed)
        for _ in 0..<5 { breaker.record(.failed, isProbe: false, at: Self.at(20), chance: 0.5) }
        #expect(breaker.state == .open(until: Self.at(25)))
    }

    @Test("Pauses double with each failed probe, up to five minutes")
    func doubling() {
        var breaker = Self.broken(5)
        var pauses: [Duration] = []
        var now = Self.start
        for _ in 0..<9 {
            guard case .open(let until) = breaker.state else { break }
            pauses.append(until - now)
            now = until
            _ = breaker.admit(at: now)
            breaker.record(.failed, isProbe: true, at: now, chance: 0.5)
        }
        #expect(pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300].map { .seconds($0) })
    }

    @Test("Pauses vary by a fifth either way, and never go beyond five minutes", arguments: [(0.0, 4.0), (0.5, 5.0), (1.0, 6.0)])
    func jitter(chance: Double, seconds: Double) {
        #expect(Self.broken(5, chance: chance).state == .open(until: Self.at(seconds)))
    }

    @Test("A18 Refused credentials open it for a minute at once")
    func refused() {
        #expect(Self.broken(5, .refused).state == .open(until: Self.at(60)))
    }

    @Test("What was asked before it opened changes nothing; a probe that nobody waits for leaves the next one free")
    func strayAnswers() {
        var breaker = Self.broken(5)
        breaker.record(.alive, isProbe: false, at: Self.at(1), chance: 0)
        #expect(breaker.state == .open(until: Self.at(5)))
        _ = breaker.admit(at: Self.at(5))
        breaker.record(.alive, isProbe: false, at: Self.at(5), chance: 0)
        breaker.record(.failed, isProbe: false, at: Self.at(5), chance: 0)
        #expect(breaker.state == .halfOpen)
        breaker.record(.none, isProbe: true, at: Self.at(6), chance: 0)
        #expect(breaker.admit(at: Self.at(6)) == (true, true))
    }
}

@Suite("R6 The retry budget")
struct RetryBudgetTests {
    @Test("Retries are a tenth of the questions, however they come")
    func tenth() {
        var budget = RetryBudget()
        var spent = 0
        for asked in 1...1_000 {
            budget.earn()
            if budget.spend() { spent += 1 }
            #expect(spent * 10 <= asked)
        }
        #expect(spent == 100)
    }

    @Test("Ten are saved up at most")
    func saved() {
        var budget = RetryBudget()
        for _ in 0..<1_000 { budget.earn() }
        #expect((0..<20).count { _ in budget.spend() } == 10)
    }
}
