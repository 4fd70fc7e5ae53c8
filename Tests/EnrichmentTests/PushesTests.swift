import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("C3 What webhooks say of numbers, and how much of it is kept")
struct PushesTests {
    private let time = ManualTime()
    private let crm = ConnectorID("crm")!

    private func number(_ last: UInt64) -> NumberKey { NumberKey(e164Digits: 493_023_125_000 + last) }

    private func push(
        _ fields: KeyValuePairs<CallerField, String>, about number: NumberKey, to pushes: PushedFindingsStore,
        from key: String = "key"
    ) {
        let statement = CallerStatement(fields: Dictionary(uniqueKeysWithValues: fields.map { ($0.key, Optional($0.value)) }))
        pushes.push(statement, as: self.crm, from: key, about: number, scope: .all, at: self.time.monotonicNow())
    }

    private func statedFacts(of number: CallerNumber, by pushes: PushedFindingsStore) -> Caller? {
        pushes.statedFacts(of: number, for: .all, ConnectorRights(), at: self.time.monotonicNow()).first?.caller
    }

    @Test("The numbers noted for later are bounded by those that are kept, however many were pushed")
    func notesOfManyNumbers() {
        let pushes = PushedFindingsStore(limits: .init(entries: 10, cost: 1 << 20))
        for number in 0..<20_000 {
            self.push([.company: "ACME AG"], about: self.number(UInt64(number)), to: pushes)
            self.push([.email: "anna@example.com"], about: self.number(UInt64(number)), to: pushes)
        }
        #expect(pushes.endingCount <= 1_100)
    }

    @Test("The numbers noted for later are bounded, however often one is spoken of")
    func notesOfOneNumber() {
        let pushes = PushedFindingsStore(limits: .init(entries: 10, cost: 1 << 20))
        for second in 0..<3_000 {
            let fields: KeyValuePairs<CallerField, String> =
                second.isMultiple(of: 2) ? [.company: "ACME AG"] : [.email: "anna@example.com"]
            for last in 0..<5 { self.push(fields, about: self.number(UInt64(last)), to: pushes) }
            self.time.advance(by: .seconds(1))
        }
        #expect(pushes.endingCount <= 1_100)
    }

    @Test("What was said first is over first, also after notes of what is gone were dropped")
    func endsAfterTidying() {
        let pushes = PushedFindingsStore(limits: .init(entries: 10, cost: 1 << 20))
        self.push([.company: "ACME AG"], about: .sample, to: pushes)
        self.time.advance(by: .seconds(100))
        self.push([.email: "anna@example.com"], about: .sample, to: pushes)
        for number in 0..<2_000 {
            for fields: KeyValuePairs<CallerField, String> in [[.company: "A"], [.email: "a@example.com"]] {
                self.push(fields, about: self.number(UInt64(1_000 + number)), to: pushes, from: "other")
            }
        }
        #expect(self.statedFacts(of: .sample(), by: pushes)?[.company] == "ACME AG")
        self.time.advance(by: .seconds(802))
        pushes.sweep(at: self.time.monotonicNow())
        #expect(self.statedFacts(of: .sample(), by: pushes)?[.company] == nil)
        #expect(self.statedFacts(of: .sample(), by: pushes)?[.email] == "anna@example.com")
        self.time.advance(by: .seconds(200))
        pushes.sweep(at: self.time.monotonicNow())
        #expect(self.statedFacts(of: .sample(), by: pushes) == nil && pushes.endingCount == 0)
    }

    @Test("X10: whoever pushes without end loses its own oldest; what others pushed stays, also of the same number")
    func shares() {
        let pushes = PushedFindingsStore(limits: .init(entries: 10, cost: 1 << 20))
        self.push([.company: "ACME AG"], about: .sample, to: pushes, from: "good")
        let (hook, now) = (ConnectorID("hook")!, self.time.monotonicNow())
        pushes.push(
            CallerStatement(fields: [.lastName: "Meier"]), as: hook, from: "bad", about: .sample, scope: .all, at: now)
        for number in 0..<100 { self.push([.company: "A"], about: self.number(UInt64(number)), to: pushes, from: "bad") }
        let facts = pushes.statedFacts(of: .sample(), for: .all, ConnectorRights(), at: now)
        #expect(facts.map(\.connector) == [self.crm] && facts.first?.caller[.company] == "ACME AG")
        // Of a full store another key has its share, too.
        for number in 200..<204 { self.push([.company: "B"], about: self.number(UInt64(number)), to: pushes, from: "good") }
        #expect(pushes.count == 10)
        #expect(pushes.statedFacts(of: .sample(), for: .all, ConnectorRights(), at: now).first?.caller[.company] == "ACME AG")
    }

    @Test("Forgetting a number takes its notes along")
    func forgetting() {
        let pushes = PushedFindingsStore()
        self.push([.company: "ACME AG"], about: .sample, to: pushes)
        self.time.advance(by: .seconds(1))
        self.push([.email: "anna@example.com"], about: .sample, to: pushes)
        #expect(pushes.endingCount == 2)
        #expect(pushes.forget(.sample, within: .all, at: self.time.monotonicNow()) && pushes.endingCount == 0)
        #expect(!pushes.forget(.sample, within: .all, at: self.time.monotonicNow()))
    }
}

extension NumberKey {
    /// That of the sample number.
    fileprivate static var sample: NumberKey { NumberKey(e164Digits: 493_023_125_123) }
}
