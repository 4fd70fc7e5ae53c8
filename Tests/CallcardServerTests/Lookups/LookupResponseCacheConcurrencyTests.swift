import CallModel
import Enrichment
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import CallcardServer

@Suite("Answers that many lookups keep and give at once", .timeLimit(.minutes(5)))
final class LookupResponseCacheConcurrencyTests: Sendable {
    private let cache = LookupResponseCache()
    private let plan = LookupPlan(connectors: [])
    private let owner = Principal(id: "owner", role: .owner, services: .all)
    private let now = ManualTime().monotonicNow()
    /// Grows before each forgetting.
    private let round = Atomic<Int>(0)

    private func number(_ last: Int) -> CallerNumber {
        .full(
            PhoneNumber(
                e164: "+493023125\(last)", international: "+49 30 23125\(last)", national: "030 23125\(last)", countryCode: 49,
                region: Region("DE"), type: .fixedLine))
    }

    private func keep(_ answer: String, about last: Int, asOf epoch: UInt64) {
        self.cache.keep(
            ByteBuffer(string: answer), status: .resolved, numbers: [self.number(last)], plan: self.plan, generation: 1,
            runtime: 1,
            to: ByteBuffer(string: "\(last)"), from: self.owner, until: self.now + .seconds(60), asOf: epoch, now: self.now)
    }

    private func answer(about last: Int) -> String? {
        self.cache.answer(
            to: ByteBuffer(string: "\(last)"), from: self.owner, runtime: 1, generation: { _ in 1 }, at: self.now
        ).map { String(buffer: $0.0) }
    }

    @Test("No request is given another one's answer, and the figures are of what is there")
    func ownAnswers() async throws {
        try await race { racer in
            let last = 100 + racer.below(20)
            switch racer.below(8) {
            case 0...2: self.keep("answer \(last)", about: last, asOf: self.cache.epoch)
            case 3: _ = self.cache.forget(self.number(last), within: .all)
            case 4: self.cache.sweep(at: self.now)
            default: #expect(self.answer(about: last).map { $0 == "answer \(last)" } ?? true)
            }
            #expect(self.cache.figures.entries <= 20)
        }
        let left = (100..<120).filter { self.answer(about: $0) != nil }
        #expect(self.cache.figures.entries == left.count)
        for last in left { #expect(self.cache.forget(self.number(last), within: .all) == 1) }
        #expect(self.cache.figures == (0, 0))
    }

    @Test("What was made before its number was forgotten is not there after that")
    func forgetting() async throws {
        try await race(steps: 300) { racer in
            if racer.below(6) == 0 {
                let round = self.round.add(1, ordering: .sequentiallyConsistent).newValue
                _ = self.cache.forget(self.number(123), within: .all)
                let left = self.answer(about: 123).flatMap(Int.init)
                #expect(left.map { $0 >= round } ?? true)
            } else {
                let epoch = self.cache.epoch
                let round = self.round.load(ordering: .sequentiallyConsistent)
                if racer.below(4) == 0 { await Task.yield() }
                self.keep("\(round)", about: 123, asOf: epoch)
            }
        }
    }
}
