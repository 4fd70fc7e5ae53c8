import CallModel
import Testing

@testable import Flows

@Suite("R10 Which post comes next")
struct PostQueueTests {
    private static let failed = PostOutcome.failed(retryAfter: nil)

    private var queue = PostQueue(limits: PostLimits(posts: 8, postsPerSubscription: 4, inFlight: 4, inFlightPerDestination: 2))

    /// Adds what happened for subscription `s`, whose receiver is `r`.
    private mutating func add(_ notice: TaskNotice, _ subscription: String = "s", to receiver: String = "r", at: Double = 0)
        -> Bool
    {
        self.queue.add(notice, for: subscription, to: receiver, messageID: "m", at: .at(at))
    }

    private mutating func take(at seconds: Double) -> [Post] { self.queue.take(at: .at(seconds)).posts }

    private mutating func finish(_ post: Post, _ outcome: PostOutcome = .delivered, at seconds: Double) -> PostQueue.Ending {
        self.queue.finish(post.number, outcome, at: .at(seconds), chance: 0.5)
    }

    @Test("Events of one session go one after the other; other sessions don't wait for them")
    mutating func order() throws {
        for event in [TaskEvent.created, .offered, .ended] { #expect(self.add(notice(event))) }
        #expect(self.add(notice(.created, session: "c-2")))
        let first = self.take(at: 0)
        #expect(first.map(\.notice.event) == [.created, .created])
        #expect(self.finish(try #require(first.first), at: 1) == .over)
        let second = self.take(at: 1)
        #expect(second.map(\.notice.event) == [.offered])
        #expect(second.map(\.notice.session) == ["c-1"])
    }

    @Test("What is tried again does not hold up what follows, and comes back in its time under the same id")
    mutating func again() throws {
        #expect(self.add(notice(.created)) && self.add(notice(.offered)))
        let created = try #require(self.take(at: 0).first)
        #expect(self.finish(created, Self.failed, at: 1) == .again)
        #expect(self.queue.due == .at(2))
        let offered = try #require(self.take(at: 1).first)
        #expect(offered.notice.event == .offered)
        #expect(self.take(at: 1.9).isEmpty)
        let repeated = try #require(self.take(at: 2).first)
        #expect(repeated.number == created.number && repeated.messageID == created.messageID)
        #expect(self.finish(repeated, Self.failed, at: 2) == .again)
        #expect(self.queue.due == .at(4))
    }

    @Test("Retry-After holds up all posts of its subscription, and those of no other")
    mutating func retryAfter() throws {
        #expect(self.add(notice()) && self.add(notice(session: "c-2"), "t"))
        let posts = self.take(at: 0)
        let busy = try #require(posts.first { $0.subscription == "s" })
        #expect(self.finish(busy, .failed(retryAfter: .seconds(30)), at: 0) == .again)
        #expect(self.add(notice(session: "c-3")) && self.add(notice(session: "c-4"), "t"))
        #expect(self.take(at: 29).map(\.notice.session) == ["c-4"])
        #expect(Set(self.take(at: 30).map(\.notice.session)) == ["c-1", "c-3"])
    }

    @Test("A post is dead 60 s after the call ended, or after its event where that is later")
    mutating func death() throws {
        #expect(self.add(notice(.offered)))
        let post = try #require(self.take(at: 0).first)
        #expect(self.finish(post, Self.failed, at: 1_000) == .again)  // the call goes on
        self.queue.endSession("c-1", at: .at(1_000))
        let again = try #require(self.take(at: 1_059).first)
        #expect(self.finish(again, Self.failed, at: 1_059) == .late)
        #expect(self.queue.count == 0)

        // Concluded long after the end of the call.
        #expect(self.add(notice(.concluded, terminated: WallTime(milliseconds: 0)), at: 2_000))
        let concluded = try #require(self.take(at: 2_000).first)
        #expect(self.finish(concluded, Self.failed, at: 2_015) == .again)
        let last = try #require(self.take(at: 2_050).first)
        #expect(self.finish(last, .failed(retryAfter: .seconds(30)), at: 2_050) == .late)
    }

    @Test("What waited past its time is given up when its turn comes")
    mutating func lateInTheLine() throws {
        let limits = PostLimits(inFlightPerDestination: 1)
        self.queue = PostQueue(limits: limits)
        #expect(self.add(notice(session: "c-1")) && self.add(notice(session: "c-2")))
        let post = try #require(self.take(at: 0).first)
        self.queue.endSession("c-2", at: .at(0))
        #expect(self.finish(post, at: 61) == .over)
        let (posts, late) = self.queue.take(at: .at(61))
        #expect(posts.isEmpty && late == 1)
        #expect(self.queue.count == 0)
    }

    @Test("A receiver that hangs holds up nobody else, and gets no more than its share")
    mutating func fairness() {
        for number in 0..<4 { #expect(self.add(notice(session: "a-\(number)"), "slow", to: "slow")) }
        #expect(self.add(notice(session: "b-1"), "quick", to: "quick"))
        let receivers = self.take(at: 0).map(\.destination).sorted()
        #expect(receivers == ["quick", "slow", "slow"])
        #expect(self.take(at: 1).isEmpty)
    }

    @Test("There is an end to what waits: for one subscription, and in all")
    mutating func limits() throws {
        for number in 0..<4 { #expect(self.add(notice(session: "c-\(number)"))) }
        #expect(!self.add(notice(session: "c-9")))
        for number in 0..<4 { #expect(self.add(notice(session: "c-\(number)"), "t")) }
        #expect(!self.add(notice(session: "c-9"), "u"))
        let post = try #require(self.take(at: 0).first)
        #expect(self.finish(post, at: 0) == .over)
        #expect(self.add(notice(session: "c-9"), "u"))
    }

    @Test("Whatever happens, each post is taken until it is over and nothing is left behind", arguments: 0..<20 as Range<UInt64>)
    mutating func random(seed: UInt64) {
        var generator = Lehmer(seed: seed)
        var underWay: [Post] = []
        var (added, over) = (0, 0)
        for second in 0..<600 {
            let now = Double(second)
            for _ in 0..<Int.random(in: 0...2, using: &generator) where second < 300 {
                let session = "c-\(Int.random(in: 0...3, using: &generator))"
                if self.add(notice(session: session), "s\(Int.random(in: 0...2, using: &generator))", at: now) { added += 1 }
            }
            if second == 300 { (0...3).forEach { self.queue.endSession("c-\($0)", at: .at(now)) } }
            let (posts, late) = self.queue.take(at: .at(now))
            underWay += posts
            over += late
            #expect(underWay.count <= 2, "one receiver, two at once")
            while let post = underWay.popLast() {
                let outcome = Bool.random(using: &generator) ? .delivered : Self.failed
                if self.finish(post, outcome, at: now) != .again { over += 1 }
            }
        }
        #expect(added > 0 && over == added)
        #expect(self.queue.count == 0 && self.queue.due == nil)
    }
}

/// A generator that gives the same numbers each time.
private struct Lehmer: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed &* 2 &+ 1
    }

    mutating func next() -> UInt64 {
        self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return self.state ^ (self.state >> 29)
    }
}
