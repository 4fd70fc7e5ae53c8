import CallModel
import TestSupport
import Testing

@testable import Flows

@Suite("R10 Which post comes next")
struct TriggerOutboxTests {
    private static let failed = TriggerPostOutcome.failed(retryAfter: nil)

    private let queue = ManualOutbox(posts: 8, postsPerSubscription: 4, inFlight: 4, inFlightPerDestination: 2)

    @Test("Events of one session go one after the other; other sessions don't wait for them")
    func order() throws {
        for event in [TaskEvent.created, .offered, .ended] { #expect(self.queue.add(notification(event))) }
        #expect(self.queue.add(notification(.created, session: "c-2")))
        let first = self.queue.dequeueDue(at: 0)
        #expect(first.map(\.notification.event) == [.created, .created])
        #expect(self.queue.finish(try #require(first.first), at: 1) == .over)
        let second = self.queue.dequeueDue(at: 1)
        #expect(second.map(\.notification.event) == [.offered])
        #expect(second.map(\.notification.session) == ["c-1"])
    }

    @Test("What is tried again does not hold up what follows, and comes back in its time under the same id")
    func again() throws {
        #expect(self.queue.add(notification(.created)) && self.queue.add(notification(.offered)))
        let created = try #require(self.queue.dequeueDue(at: 0).first)
        #expect(self.queue.finish(created, Self.failed, at: 1) == .again)
        #expect(self.queue.due == .at(2))
        let offered = try #require(self.queue.dequeueDue(at: 1).first)
        #expect(offered.notification.event == .offered)
        #expect(self.queue.dequeueDue(at: 1.9).isEmpty)
        let repeated = try #require(self.queue.dequeueDue(at: 2).first)
        #expect(repeated.number == created.number && repeated.messageID == created.messageID)
        #expect(self.queue.finish(repeated, Self.failed, at: 2) == .again)
        #expect(self.queue.due == .at(4))
    }

    @Test("Retry-After holds up all posts of its subscription, and those of no other")
    func retryAfter() throws {
        #expect(self.queue.add(notification()) && self.queue.add(notification(session: "c-2"), "t", to: "r2"))
        let posts = self.queue.dequeueDue(at: 0)
        let busy = try #require(posts.first { $0.subscription == "s" })
        #expect(self.queue.finish(busy, .failed(retryAfter: .seconds(30)), at: 0) == .again)
        #expect(self.queue.add(notification(session: "c-3")) && self.queue.add(notification(session: "c-4"), "t", to: "r2"))
        #expect(self.queue.dequeueDue(at: 29).map(\.notification.session) == ["c-4"])
        #expect(Set(self.queue.dequeueDue(at: 30).map(\.notification.session)) == ["c-1", "c-3"])
    }

    @Test("A post is dead 60 s after the call ended, or after its event where that is later")
    func death() throws {
        #expect(self.queue.add(notification(.offered)))
        let post = try #require(self.queue.dequeueDue(at: 0).first)
        #expect(self.queue.finish(post, Self.failed, at: 1_000) == .again)  // the call goes on
        self.queue.endSession("c-1", at: 1_000)
        let again = try #require(self.queue.dequeueDue(at: 1_059).first)
        #expect(self.queue.finish(again, Self.failed, at: 1_059) == .late)
        #expect(self.queue.count == 0)

        // Concluded long after the end of the call.
        #expect(self.queue.add(notification(.concluded, terminated: WallTime(milliseconds: 0)), at: 2_000))
        let concluded = try #require(self.queue.dequeueDue(at: 2_000).first)
        #expect(self.queue.finish(concluded, Self.failed, at: 2_015) == .again)
        let last = try #require(self.queue.dequeueDue(at: 2_050).first)
        #expect(self.queue.finish(last, .failed(retryAfter: .seconds(30)), at: 2_050) == .late)
    }

    @Test("What waited past its time is given up when its turn comes")
    func lateInTheLine() throws {
        let queue = ManualOutbox(posts: 8, postsPerSubscription: 4, inFlight: 4, inFlightPerDestination: 1)
        #expect(queue.add(notification(session: "c-1")) && queue.add(notification(session: "c-2")))
        let post = try #require(queue.dequeueDue(at: 0).first)
        queue.endSession("c-2", at: 0)
        #expect(queue.finish(post, at: 61) == .over)
        #expect(queue.dequeueDue(at: 61).isEmpty && queue.late == 1)
        #expect(queue.count == 0)
    }

    @Test("A receiver that hangs holds up nobody else, and gets no more than its share")
    func fairness() {
        for number in 0..<4 { #expect(self.queue.add(notification(session: "a-\(number)"), "slow", to: "slow")) }
        #expect(self.queue.add(notification(session: "b-1"), "quick", to: "quick"))
        let receivers = self.queue.dequeueDue(at: 0).map(\.destination).sorted()
        #expect(receivers == ["quick", "slow", "slow"])
        #expect(self.queue.dequeueDue(at: 1).isEmpty)
    }

    @Test("B16: a flow that hangs leaves room for others on the host that it shares with them, and they take turns")
    func fairnessOnOneHost() {
        let queue = ManualOutbox(
            posts: 99, postsPerSubscription: 99, inFlight: 9, inFlightPerDestination: 4, inFlightPerSubscription: 2)
        for number in 0..<20 { #expect(queue.add(notification(session: "a-\(number)"), "hangs")) }
        for number in 0..<3 { #expect(queue.add(notification(session: "b-\(number)"), "quick")) }
        for number in 0..<3 { #expect(queue.add(notification(session: "c-\(number)"), "brisk")) }
        var posts = queue.dequeueDue(at: 0)
        #expect(posts.map(\.subscription) == ["hangs", "quick", "brisk", "hangs"])
        var delivered: [String] = []
        for second in 1...6 {
            for post in posts where post.subscription != "hangs" {
                #expect(queue.finish(post, at: Double(second)) == .over)
                delivered.append(post.subscription)
            }
            posts = queue.dequeueDue(at: Double(second))
        }
        #expect(delivered.count == 6 && posts.isEmpty)
        #expect(queue.count == 20)
    }

    @Test("There is an end to what waits: for one subscription, and in all")
    func limits() throws {
        for number in 0..<4 { #expect(self.queue.add(notification(session: "c-\(number)"))) }
        #expect(!self.queue.add(notification(session: "c-9")))
        for number in 0..<4 { #expect(self.queue.add(notification(session: "c-\(number)"), "t")) }
        #expect(!self.queue.add(notification(session: "c-9"), "u"))
        let post = try #require(self.queue.dequeueDue(at: 0).first)
        #expect(self.queue.finish(post, at: 0) == .over)
        #expect(self.queue.add(notification(session: "c-9"), "u"))
    }

    @Test("X9: keys whose flows hang, at however many receivers, leave turns for another key, also at their receivers")
    func fairnessOfKeys() {
        let queue = ManualOutbox(posts: 999, postsPerSubscription: 99, inFlight: 8, inFlightPerDestination: 4)
        for key in ["bad", "worse"] {
            for number in 0..<40 {
                #expect(queue.add(notification(session: "\(key)-\(number)"), "\(key)-\(number)", of: key, to: "r\(number % 10)"))
            }
        }
        // Of 16 the first has half at most, the second what is left but for as many as it has.
        let hanging = queue.dequeueDue(at: 0)
        #expect((10...12).contains(hanging.count))
        #expect(queue.dequeueDue(at: 1).isEmpty)
        for number in 0..<2 { #expect(queue.add(notification(session: "c-\(number)"), "good", of: "good", to: "r\(number)")) }
        #expect(queue.dequeueDue(at: 1).map(\.owner) == ["good", "good"])
        // What ends makes room for those that wait.
        for post in hanging { _ = queue.finish(post, at: 2) }
        #expect(queue.dequeueDue(at: 2).count >= 8)
    }

    @Test("X9: one receiver shared by keys: the one that hangs has half of its turns at most")
    func fairnessAtOneReceiver() {
        let queue = ManualOutbox(posts: 999, postsPerSubscription: 99, inFlight: 20, inFlightPerDestination: 4)
        for number in 0..<40 { #expect(queue.add(notification(session: "a-\(number)"), "a\(number)", of: "bad")) }
        let hanging = queue.dequeueDue(at: 0)
        #expect(hanging.count == 4)
        #expect(queue.add(notification(session: "b"), "good", of: "good"))
        let good = queue.dequeueDue(at: 0)
        #expect(good.map(\.owner) == ["good"])
        for post in good + hanging.prefix(1) { _ = queue.finish(post, at: 1) }
        #expect(queue.dequeueDue(at: 1).map(\.owner) == ["bad"])
    }

    @Test("X9: in a full outbox the key with most loses its oldest post that waits; what is behind that goes on")
    func room() throws {
        for number in 0..<8 {
            #expect(self.queue.add(notification(session: "a-\(number / 2)"), "a\(number / 4)", of: "bad", to: "slow"))
        }
        #expect(!self.queue.add(notification(session: "a-9"), "a9", of: "bad", to: "slow"))
        #expect(self.queue.lost == 0)
        for number in 0..<4 { #expect(self.queue.add(notification(session: "b-\(number)"), "b", of: "good", to: "quick")) }
        #expect(self.queue.lost == 4 && self.queue.count == 8)
        #expect(!self.queue.add(notification(session: "b-9"), "b9", of: "good", to: "quick"))
        var sessions: [String] = []
        for second in 0..<8 {
            for post in self.queue.dequeueDue(at: Double(second)) {
                sessions.append(post.notification.session)
                #expect(self.queue.finish(post, at: Double(second)) == .over)
            }
        }
        #expect(sessions.count == 8 && Set(sessions.filter { $0.hasPrefix("a") }) == ["a-2", "a-3"])
        #expect(self.queue.count == 0 && self.queue.due == nil)
    }

    @Test("Whatever happens, each post is taken until it is over and nothing is left behind", arguments: 0..<20 as Range<UInt64>)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var underWay: [TriggerPost] = []
        var (added, over) = (0, 0)
        for second in 0..<600 {
            let now = Double(second)
            for _ in 0..<Int.random(in: 0...2, using: &generator) where second < 300 {
                let session = "c-\(Int.random(in: 0...3, using: &generator))"
                if self.queue.add(notification(session: session), "s\(Int.random(in: 0...2, using: &generator))", at: now) {
                    added += 1
                }
            }
            if second == 300 { (0...3).forEach { self.queue.endSession("c-\($0)", at: now) } }
            underWay += self.queue.dequeueDue(at: now)
            #expect(underWay.count <= 2, "one receiver, two at once")
            while let post = underWay.popLast() {
                let outcome = Bool.random(using: &generator) ? .delivered : Self.failed
                if self.queue.finish(post, outcome, at: now) != .again { over += 1 }
            }
        }
        #expect(added > 0 && over + self.queue.late + self.queue.lost == added)
        #expect(self.queue.count == 0 && self.queue.due == nil)
    }
}
