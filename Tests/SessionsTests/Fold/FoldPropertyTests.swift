import CallModel
import TestSupport
import Testing

@testable import Sessions

@Suite("The fold, for any call")
struct FoldPropertyTests {
    /// Fixed seeds and one that is new each time; a failure names the seed.
    private static let seeds = Array(1...8) + [UInt64.random(in: 9 ... .max)]
    private static let callsPerSeed = 60

    /// A call in which anything may happen, at few moments, so that many are the same.
    private static func call(_ generator: inout SeededGenerator) -> [CallEvent] {
        let direction = CallDirection.allCases.randomElement(using: &generator) ?? .inbound
        let types = EventType.allCases.filter { $0.happens(in: direction) }
        let users = [anna, ben, cleo, dora, eve]
        let reasons = [nil, "declined", "userAborted", "notReached", "busy"]
        return (0..<Int.random(in: 1...12, using: &generator)).map { number in
            let type = types.randomElement(using: &generator) ?? .ended
            let isNamed = direction == .inbound || type == .dialing || Bool.random(using: &generator)
            let second = type == .ended ? Int.random(in: 8...20, using: &generator) : Int.random(in: 0...16, using: &generator)
            return Happening(
                type, second, isNamed ? users.randomElement(using: &generator) : nil,
                reason: reasons.randomElement(using: &generator) ?? nil
            ).event(direction, number: number)
        }
    }

    @Test("Any order and any repetition of a call's events give the same state", arguments: Self.seeds)
    func orderAndRepetition(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for call in 0..<Self.callsPerSeed {
            let events = Self.call(&generator)
            let expected = CallSession.session(of: events)
            for _ in 0..<4 {
                let repeated = events + events.filter { _ in Bool.random(using: &generator) }
                let session = CallSession.session(of: repeated.shuffled(using: &generator))
                let isSame =
                    session.log == expected.log && session.interactions == expected.interactions
                    && session.unattended == expected.unattended && session.isLive == expected.isLive
                    && session.isWaiting == expected.isWaiting
                #expect(isSame, "seed \(seed), call \(call)")
            }
        }
    }

    @Test("Whatever happens, entries make sense", arguments: Self.seeds)
    func sense(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for call in 0..<Self.callsPerSeed {
            let session = CallSession.session(of: Self.call(&generator))
            let entries = session.interactions + (session.unattended.map { [$0] } ?? [])
            #expect(entries.count { $0.state == .connected } <= 1, "seed \(seed), call \(call)")
            for entry in entries {
                #expect(Self.faults(of: entry, in: session) == [], "seed \(seed), call \(call)")
            }
        }
    }

    private static func faults(of entry: Interaction, in session: CallSession) -> [String] {
        let spans = entry.timers.present.compactMap { entry.timers[$0] }
        let rules: [(String, Bool)] = [
            ("the shown timer ran", entry.timers[entry.timer] != nil),
            ("a past entry has an outcome", entry.isLive || entry.outcome != nil),
            ("a past entry's timers are final", entry.isLive || spans.allSatisfy { $0.endedAt != nil }),
            ("a live entry's shown timer runs", !entry.isLive || entry.timers[entry.timer]?.endedAt == nil),
            ("a call that is over is so for everybody", session.isLive || !entry.isLive),
            ("timers run forwards", spans.allSatisfy { span in span.endedAt.map { span.startedAt <= $0 } ?? true }),
            ("nothing is before the start", spans.allSatisfy { entry.startedAt <= $0.startedAt }),
            ("updates come after the start", entry.startedAt <= entry.updatedAt),
            ("outsiders have no entry", entry.user != eve),
            ("only who took part can conclude", !entry.isOpen || entry.direction == .outbound || entry.outcome == .accepted),
            ("inbound and outbound outcomes differ", entry.outcome.map { Self.fits($0, entry.direction) } ?? true),
        ]
        return rules.filter { !$0.1 }.map(\.0)
    }

    private static func fits(_ outcome: CallOutcome, _ direction: CallDirection) -> Bool {
        [.accepted, .declined, .unanswered, .abandoned].contains(outcome) == (direction == .inbound)
    }

    @Test("Changes between two states name each entry that differs, and no other", arguments: Self.seeds)
    func changes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for call in 0..<Self.callsPerSeed {
            let events = Self.call(&generator)
            var before: CallSession?
            for count in 1...events.count {
                let session = CallSession.session(of: Array(events.prefix(count)))
                let differing = [anna, ben, cleo, dora, eve].filter {
                    before?.interaction(of: $0) != session.interaction(of: $0)
                }
                #expect(session.changedUsers(since: before) == Set(differing), "seed \(seed), call \(call)")
                before = session
            }
        }
    }
}
