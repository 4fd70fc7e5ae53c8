import CallModel
import Sessions
import Synchronization
import Testing
import TestSupport

@Suite("R8 B17 What users' pages are told")
struct EntryFeedTests {
    private let time = ManualTime()
    private let feed = EntryFeed(boot: "boot")

    private func page(of user: String = anna, after last: String? = nil, _ feed: EntryFeed? = nil) throws -> FeedSubscription {
        try #require((feed ?? self.feed).subscribe(to: user, after: last, at: self.time.monotonicNow()))
    }

    /// Items that wait for a page, with their numbers.
    private func items(_ page: FeedSubscription) async throws -> [(number: UInt64, item: FeedItem)] {
        guard case .items(let items) = await page.next(at: self.time) else {
            Issue.record("no items")
            return []
        }
        return items
    }

    private func leave(_ page: FeedSubscription) { self.feed.end(page, at: self.time.monotonicNow()) }

    private func publish(_ count: Int, to user: String = anna) {
        for call in 1...count { self.feed.publish(.entry("c-\(call)"), to: user) }
    }

    @Test("A page that begins needs a snapshot, and is told what happens from then on, in order")
    func beginning() async throws {
        let first = try self.page()
        self.feed.publish(.entry("c-1"), to: anna)
        let second = try self.page()
        #expect(!first.isResumed && !second.isResumed)
        #expect(second.start == first.start + 1)
        self.feed.publish(.removed("c-1"), to: anna)
        self.feed.publish(.context("c-2"), to: anna)
        #expect(try await self.items(first).map(\.item) == [.entry("c-1"), .removed("c-1"), .context("c-2")])
        let late = try await self.items(second)
        #expect(late.map(\.item) == [.removed("c-1"), .context("c-2")])
        #expect(late.map(\.number) == [second.start + 1, second.start + 2])
    }

    @Test("Nobody is told of another user's entries")
    func otherUsers() async throws {
        let (pia, other) = (try self.page(of: anna), try self.page(of: ben))
        self.feed.publish(.entry("c-1"), to: ben)
        self.feed.publish(.entry("c-2"), to: anna)
        #expect(try await self.items(pia).map(\.item) == [.entry("c-2")])
        #expect(try await self.items(other).map(\.item) == [.entry("c-1")])
    }

    @Test("Who comes back is told what was missed, and nothing twice", arguments: 0...3)
    func comingBack(heard: UInt64) async throws {
        let page = try self.page()
        self.publish(3)
        self.leave(page)
        let back = try self.page(after: "boot-\(page.start + heard)")
        #expect(back.isResumed)
        self.feed.publish(.entry("c-new"), to: anna)
        let expected = ["c-1", "c-2", "c-3"].dropFirst(Int(heard)) + ["c-new"]
        #expect(try await self.items(back).map(\.item) == expected.map { .entry($0) })
    }

    @Test(
        "B17 An id of another start, of what is still to come, or of no shape of ours needs a snapshot",
        arguments: [
            "", "boot", "boot-", "-1", "boot-x", "boot--1", "boot-1-1", "boot-1 ", " boot-1", "Boot-1", "other-1", "boot-4",
            "boot-99999999999999999999999",
        ])
    func foreignIDs(last: String) throws {
        _ = try self.page()
        self.publish(3)
        #expect(try !self.page(after: last).isResumed)
    }

    @Test("As much as is remembered can be missed, and not one more")
    func memory() async throws {
        let page = try self.page()
        self.leave(page)
        self.publish(EntryFeed.memory)
        let back = try self.page(after: "boot-\(page.start)")
        #expect(back.isResumed)
        #expect(try await self.items(back).count == EntryFeed.memory)
        self.publish(1)
        #expect(try !self.page(after: "boot-\(page.start)").isResumed)
        #expect(try self.page(after: "boot-\(page.start + 1)").isResumed)
    }

    @Test("What another user is told takes nothing from what can be missed")
    func memoryOfOthers() async throws {
        let (page, other) = (try self.page(of: anna), try self.page(of: ben))
        self.leave(page)
        self.feed.publish(.entry("c-1"), to: anna)
        self.publish(EntryFeed.memory / 2, to: ben)
        self.leave(other)
        self.publish(EntryFeed.memory, to: ben)
        let back = try self.page(after: "boot-\(page.start)")
        #expect(back.isResumed)
        #expect(try await self.items(back).map(\.item) == [.entry("c-1")])
    }

    @Test("Who comes back within two minutes misses nothing")
    func patience() async throws {
        let page = try self.page()
        self.leave(page)
        self.time.advance(by: .seconds(120))
        self.feed.beat(at: self.time.monotonicNow())
        self.feed.publish(.entry("c-1"), to: anna)
        let back = try self.page(after: "boot-\(page.start)")
        #expect(back.isResumed)
        #expect(try await self.items(back).map(\.item) == [.entry("c-1")])
    }

    @Test("Who comes back later needs a snapshot where anything happened meanwhile, though nobody else was told anything")
    func comingBackLate() throws {
        let page = try self.page()
        self.leave(page)
        self.time.advance(by: .seconds(121))
        self.feed.beat(at: self.time.monotonicNow())
        self.feed.publish(.entry("c-1"), to: anna)
        #expect(try !self.page(after: "boot-\(page.start)").isResumed)
    }

    @Test("A second page keeps what the first could miss")
    func secondPage() async throws {
        let (first, second) = (try self.page(), try self.page())
        self.leave(first)
        self.time.advance(by: .seconds(3_600))
        self.feed.beat(at: self.time.monotonicNow())
        self.feed.publish(.entry("c-1"), to: anna)
        #expect(try self.page(after: "boot-\(first.start)").isResumed)
        #expect(try await self.items(second).count == 1)
    }

    @Test("Where there are too many pages a further one finds no room until one leaves")
    func limit() throws {
        let feed = EntryFeed(boot: "boot", limit: 2)
        let page = try self.page(of: anna, feed)
        _ = try self.page(of: ben, feed)
        #expect(feed.subscribe(to: cleo, after: nil, at: self.time.monotonicNow()) == nil)
        #expect(feed.count == 2)
        feed.end(page, at: self.time.monotonicNow())
        #expect(feed.count == 1)
        _ = try self.page(of: cleo, feed)
    }

    @Test("R11 A feed that closes ends all pages and takes no new ones")
    func closing() async throws {
        let pages = [try self.page(of: anna), try self.page(of: ben)]
        self.feed.publish(.entry("c-1"), to: anna)
        self.feed.close()
        for page in pages {
            guard case .end = await page.next(at: self.time) else {
                Issue.record("a page goes on")
                return
            }
        }
        #expect(self.feed.subscribe(to: anna, after: nil, at: self.time.monotonicNow()) == nil)
    }

    @Test("R8 A page that does not read is ended when it lags behind too far; others are told all")
    func slowReader() async throws {
        let (slow, reader) = (try self.page(), try self.page())
        var told = 0
        for _ in 0..<4 {
            self.publish(EntryFeed.memory / 2)
            told += try await self.items(reader).count
        }
        #expect(told == EntryFeed.memory * 2)
        guard case .end = await slow.next(at: self.time) else {
            Issue.record("the slow page goes on")
            return
        }
    }
}
