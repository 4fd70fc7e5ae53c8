import CallModel
import Enrichment
import NIOCore
import TestSupport
import Testing

@testable import CallcardServer

@Suite("Answers that are given again as they are")
struct LookupResponseCacheTests {
    private let time = ManualTime()
    private let cache = LookupResponseCache()
    private let plan = LookupPlan(connectors: [])
    private let body = ByteBuffer(string: #"{"number":"+493023125123"}"#)
    private let owner = Principal(id: "owner", role: .owner, services: .all)

    private static func number(_ last: UInt64) -> CallerNumber {
        .full(
            PhoneNumber(
                e164: "+493023125\(last)", international: "+49 30 23125\(last)", national: "030 23125\(last)", countryCode: 49,
                region: Region("DE"), type: .fixedLine))
    }

    /// Keeps an answer for a minute.
    private func keep(
        _ answer: String = "{}", number: CallerNumber = Self.number(123), second: CallerNumber? = nil, generation: UInt64 = 1,
        runtime: UInt64 = 1,
        to body: ByteBuffer? = nil, from principal: Principal? = nil, asOf epoch: UInt64? = nil
    ) {
        let now = self.time.monotonicNow()
        self.cache.keep(
            ByteBuffer(string: answer), status: .resolved, numbers: [number] + (second.map { [$0] } ?? []), plan: self.plan,
            generation: generation, runtime: runtime,
            to: body ?? self.body, from: principal ?? self.owner, until: now + .seconds(60), asOf: epoch ?? self.cache.epoch,
            now: now)
    }

    private func answer(
        to body: ByteBuffer? = nil, from principal: Principal? = nil, runtime: UInt64 = 1, generation: UInt64 = 1
    ) -> String? {
        self.cache.answer(
            to: body ?? self.body, from: principal ?? self.owner, runtime: runtime, generation: { _ in generation },
            at: self.time.monotonicNow()
        ).map { String(buffer: $0.0) }
    }

    @Test(
        "The same bytes of the same sender get the same answer, for as long as it may be given",
        arguments: [(59, true), (60, false)])
    func again(seconds: Int, isThere: Bool) {
        self.keep(#"{"status":"resolved"}"#)
        self.time.advance(by: .seconds(seconds))
        #expect(self.answer() == (isThere ? #"{"status":"resolved"}"# : nil))
    }

    @Test("Its status comes along")
    func status() {
        self.keep()
        let now = self.time.monotonicNow()
        #expect(self.cache.answer(to: self.body, from: self.owner, runtime: 1, generation: { _ in 1 }, at: now)?.1 == .resolved)
    }

    @Test("One byte more is another request, and another sender may see other connectors")
    func others() {
        self.keep()
        #expect(self.answer(to: ByteBuffer(string: #"{"number": "+493023125123"}"#)) == nil)
        #expect(self.answer(from: Principal(id: "operator", role: .operator, services: .all)) == nil)
        #expect(self.answer() != nil)
    }

    @Test(
        "A new configuration, or new words of a source, make it void", arguments: [(2, 1), (1, 2), (2, 2)] as [(UInt64, UInt64)])
    func generations(runtime: UInt64, generation: UInt64) {
        self.keep()
        #expect(self.answer(runtime: runtime, generation: generation) == nil)
    }

    @Test("It is asked about the plan that it was made by")
    func ownPlan() {
        self.keep()
        let now = self.time.monotonicNow()
        let answer = self.cache.answer(
            to: self.body, from: self.owner, runtime: 1, generation: { $0 === self.plan ? 1 : 2 }, at: now)
        #expect(answer != nil)
    }

    @Test("A number that is forgotten is forgotten whatever bytes asked for it, and others stay")
    func forgetting() {
        self.keep()
        self.keep(to: ByteBuffer(string: "another writing"))
        self.keep(number: Self.number(124), to: ByteBuffer(string: "another number"))
        self.keep(number: .withheld, to: ByteBuffer(string: "withheld"))
        #expect(self.cache.forget(Self.number(123), within: .all) == 2)
        #expect(self.cache.figures.entries == 2 && self.answer() == nil)
        #expect(self.answer(to: ByteBuffer(string: "another number")) != nil)
    }

    @Test("Both readings of a number are its number", arguments: [UInt64(123), 124])
    func forgettingReadings(last: UInt64) {
        self.keep(second: Self.number(124))
        #expect(self.cache.forget(Self.number(125), within: .all) == 0)
        #expect(self.cache.forget(Self.number(last), within: .all) == 1 && self.answer() == nil)
    }

    @Test("An answer that was made before its number was forgotten is not kept after it")
    func forgottenMeanwhile() {
        let epoch = self.cache.epoch
        #expect(self.cache.forget(Self.number(123), within: .all) == 0)
        self.keep(asOf: epoch)
        #expect(self.answer() == nil && self.cache.figures.entries == 0)
        self.keep()
        #expect(self.answer() != nil)
    }

    @Test("A sweep lets go of what is over")
    func sweeping() {
        self.keep()
        self.time.advance(by: .seconds(30))
        self.keep(to: ByteBuffer(string: "later"))
        self.time.advance(by: .seconds(32))
        self.cache.sweep(at: self.time.monotonicNow())
        #expect(self.cache.figures.entries == 1)
        self.time.advance(by: .seconds(60))
        self.cache.sweep(at: self.time.monotonicNow())
        #expect(self.cache.figures == (0, 0))
    }

    @Test("Its bytes are counted, and bounded")
    func bounds() {
        self.keep(String(repeating: "x", count: 10_000))
        #expect(self.cache.figures.bytes >= 10_000 + self.body.readableBytes)
        for number in 0..<20_100 { self.keep(to: ByteBuffer(string: "request \(number)")) }
        #expect(self.cache.figures.entries == 20_000)
        self.keep(String(repeating: "x", count: 65 << 20), to: ByteBuffer(string: "huge"))
        #expect(self.answer(to: ByteBuffer(string: "huge")) == nil)
    }
}
