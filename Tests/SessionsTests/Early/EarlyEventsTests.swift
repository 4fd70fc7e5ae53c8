import CallModel
import Testing

@testable import Sessions

@Suite("Events that wait for their calls")
struct EarlyEventsTests {
    private func event(_ event: String, of session: String = "c-1", by key: String = "switch") -> EarlyEventRecord {
        EarlyEventRecord(
            id: .init(session: session, key: key, event: event), scope: .all, type: .ended, at: .at(0))
    }

    private static func time(_ seconds: Int) -> MonotonicTime { MonotonicTime(nanoseconds: 0) + .seconds(seconds) }

    @Test("They stand by session, in the order in which they came, until the session is known")
    func order() {
        var events = EarlyEvents(limits: .init())
        for (name, session) in [("b", "c-1"), ("a", "c-1"), ("a", "c-2"), ("c", "c-1")] {
            #expect(events.add(self.event(name, of: session), at: Self.time(0)).isEmpty)
        }
        #expect(events.events(of: "c-1").map(\.id.event) == ["b", "a", "c"] && events.count == 4)
        #expect(events.holds(self.event("a").id) && !events.holds(self.event("a", by: "other").id))
        events.removeAll(of: "c-1")
        #expect(events.events(of: "c-1").isEmpty && events.count == 1 && !events.holds(self.event("a").id))
    }

    @Test("A key that has its share loses its own oldest, and nobody else does")
    func share() {
        var events = EarlyEvents(limits: .init(all: 10, perKey: 2))
        _ = events.add(self.event("other", by: "other"), at: Self.time(0))
        let dropped = (0..<5).map { number in events.add(self.event("\(number)", of: "c-\(number)"), at: Self.time(number)) }
        #expect(dropped.map { $0.map(\.event) } == [[], [], ["0"], ["1"], ["2"]])
        #expect(events.count == 3 && events.holds(self.event("other", by: "other").id))
    }

    @Test("Where all places are taken, the key that has most of them loses its oldest")
    func all() {
        var events = EarlyEvents(limits: .init(all: 4, perKey: 3))
        for number in 0..<3 { _ = events.add(self.event("\(number)"), at: Self.time(number)) }
        _ = events.add(self.event("a", by: "other"), at: Self.time(3))
        #expect(events.add(self.event("b", by: "other"), at: Self.time(4)).map(\.event) == ["0"])
        #expect(events.count == 4)
    }

    @Test("They wait ten minutes, each from its own arrival")
    func late() {
        var events = EarlyEvents(limits: .init())
        _ = events.add(self.event("a"), at: Self.time(0))
        _ = events.add(self.event("b", by: "other"), at: Self.time(10))
        #expect(!events.hasLate(at: Self.time(599)) && events.removeLate(at: Self.time(599)).isEmpty)
        #expect(events.hasLate(at: Self.time(600)) && events.removeLate(at: Self.time(600)).map(\.event) == ["a"])
        #expect(!events.hasLate(at: Self.time(609)) && events.removeLate(at: Self.time(700)).map(\.event) == ["b"])
        #expect(events.count == 0)
    }

    @Test("What went with its call is neither late nor anybody's oldest, also where its name comes again")
    func gone() {
        var events = EarlyEvents(limits: .init(all: 10, perKey: 2))
        for number in 0..<500 {
            #expect(events.add(self.event("e"), at: Self.time(number)).isEmpty)
            events.removeAll(of: "c-1")
        }
        _ = events.add(self.event("e"), at: Self.time(500))
        _ = events.add(self.event("f"), at: Self.time(501))
        #expect(events.removeLate(at: Self.time(1_000)).isEmpty)
        #expect(events.add(self.event("g"), at: Self.time(1_000)).map(\.event) == ["e"])
    }

    @Test("A copy is left as it was")
    func copies() {
        var events = EarlyEvents(limits: .init())
        _ = events.add(self.event("a"), at: Self.time(0))
        var copy = events
        copy.removeAll(of: "c-1")
        #expect(events.count == 1 && copy.count == 0)
    }
}
