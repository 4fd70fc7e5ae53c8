import CallModel
import Glibc
import TestSupport
import Testing

@testable import Sessions

@Suite("D6 Calls of many events")
struct LongCallTests {
    private static let users = [anna, ben, cleo, dora, eve]

    /// A call of some hundred events, of which some come at the same moment; with or without an end near its own.
    private static func call(_ generator: inout SeededGenerator) -> [CallEvent] {
        let direction = CallDirection.allCases.randomElement(using: &generator) ?? .inbound
        let types = EventType.allCases.filter { $0.happens(in: direction) && $0 != .ended }
        let count = Int.random(in: 100...400, using: &generator)
        let ends = Int.random(in: 0...2, using: &generator)
        return (0..<count).map { number in
            let isEnd = number < ends
            let type = isEnd ? .ended : types.randomElement(using: &generator) ?? .accepted
            let isNamed = direction == .inbound || type == .dialing || Bool.random(using: &generator)
            let second = Int.random(in: isEnd ? count / 2...count : 0...count, using: &generator)
            return Happening(type, second, isNamed ? Self.users.randomElement(using: &generator) : nil)
                .event(direction, number: number)
        }
    }

    /// Orders in which events may arrive: as they happened, the other way round, nearly so, and at random.
    private static func orders(_ events: [CallEvent], _ generator: inout SeededGenerator) -> [[CallEvent]] {
        let ordered = events.sorted { $0.precedes($1) }
        var almost = ordered
        for place in stride(from: 0, to: almost.count - 9, by: 7) { almost.swapAt(place, place + 9) }
        return [ordered, ordered.reversed(), almost, events.shuffled(using: &generator)]
    }

    @Test("However events arrive, the state is that of one fold over all of them", arguments: 1...3 as ClosedRange<UInt64>)
    func fold(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<4 {
            let events = Self.call(&generator)
            for order in Self.orders(events, &generator) {
                let session = CallSession.session(of: order)
                let ordered = order.sorted { $0.precedes($1) }
                var state = FoldedSession(before: ordered[0])
                for event in ordered { state.apply(EventLog.Entry(event, arrivingFor: .support)) }
                #expect(session.log.entries.map(\.event) == ordered)
                #expect(session.startedAt == state.startedAt && session.endedAt == state.end?.event.at)
                #expect(session.isWaiting == state.isWaiting && session.log.state.watching == state.watching)
                #expect(session.log.state.named == state.named && session.log.state.unattended == state.unattended)
                #expect(Self.users.allSatisfy { session.log.state.party($0) == state.party($0) })
            }
        }
    }

    @Test("Who leaves a call of many events is gone from all of them, and the journal is given just that")
    func leaving() {
        let cycle: [EventType] = [.offered, .unanswered]
        let events = (0..<300).map { Happening(cycle[$0 % 2], $0, $0 % 6 < 2 ? anna : ben).event(.inbound, number: $0) }
        var session = CallSession.session(of: Array(events.prefix(299)))
        let before = session
        let isPastGone = session.leave(anna)
        #expect(!isPastGone && session == before)
        session = before.after(Happening(.offered, 1_000, anna, id: "last"))
        let ringing = session
        let isLiveGone = session.leave(anna)
        #expect(isLiveGone && session.interaction(of: anna) == nil)
        #expect(session.interaction(of: ben) == before.interaction(of: ben))
        let delta = session.delta(since: ringing)
        #expect(delta.events.isEmpty && delta.unseen.count == 101 && delta.unseen.contains("last"))
        #expect(session.delta(since: before).events.map(\.id) == ["last"])
    }

    @Test("Only new events of a call are journaled, wherever they stand among its events")
    func deltas() {
        var session = CallSession.inbound(Happening(.queued, 500))
        for number in 1..<400 {
            let before = session
            let event = Happening(.offered, (number * 37) % 1_000, anna, id: "e-\(number)").event(.inbound, number: number)
            session.receive(event, at: .at(number), team: .support)
            #expect(session.delta(since: before).events == [event] && session.newEvents(since: before) == [event])
        }
        #expect(session.delta(since: nil).events.count == 400)
    }

    @Test("Once a call is over, its lists hear of those whose entry changed")
    func listings() {
        let over = CallSession.inbound(Happening(.queued, 0), Happening(.offered, 5, anna), Happening(.ended, 60))
        let first = over.delta(since: CallSession.inbound(Happening(.queued, 0)))
        #expect(Set(first.listings.map(\.user)) == [anna, ben, cleo] && first.unlisted.isEmpty && first.joined.isEmpty)
        let refused = over.after(Happening(.declined, 9, anna)).delta(since: over)
        #expect(refused.listings == [.init(user: anna, updatedAt: .at(9), outcome: .declined)] && refused.unlisted == [anna])
        let taken = over.after(Happening(.accepted, 9, anna)).delta(since: over)
        #expect(taken.listings.map(\.user) == [anna] && taken.unlisted == [anna, ben, cleo])
        #expect(over.after(Happening(.offered, 99, anna)).delta(since: over).unlisted.isEmpty)
    }

    /// Processor time of this thread, in nanoseconds.
    private static var processorTime: Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    @Test("The 9,000th event costs what the 100th does, kept beside the session before it")
    func cost() {
        let cycle: [EventType] = [.offered, .declined, .offered, .unanswered, .offered, .accepted]
        var session = CallSession.inbound(Happening(.queued, 0))
        var costs: [Int] = []
        for number in 1..<9_100 {
            let user = number % 3 == 0 ? "user\(number)@elsewhere.example" : Self.users[number / 6 % 5]
            let event = Happening(cycle[number % 6], number, user).event(.inbound, number: number)
            let (before, begun) = (session, Self.processorTime)
            session.receive(event, at: .at(number), team: .support)
            _ = (session.holds(event: "none"), session.delta(since: before), session.changedUsers(since: before))
            costs.append(Self.processorTime - begun)
        }
        func median(_ window: ArraySlice<Int>) -> Int { window.sorted()[window.count / 2] }
        let (early, late) = (median(costs[50..<250]), median(costs[8_900...]))
        #expect(late < 4 * early, "\(early) ns, later \(late) ns")
    }
}
