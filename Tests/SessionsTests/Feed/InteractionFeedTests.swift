import CallModel
import Sessions
import TestSupport
import Testing
import Waiting

@Suite("R8 B17 The feed of users' pages")
struct InteractionFeedTests {
    private let time: ManualTime
    private let feed: InteractionFeed

    init() {
        self.time = ManualTime()
        self.feed = InteractionFeed(boot: "boot", time: self.time)
    }

    private func page(of user: String = anna, after last: String? = nil, _ feed: InteractionFeed? = nil) throws
        -> FeedSubscription
    {
        try #require((feed ?? self.feed).subscribe(to: user, within: .all, after: last))
    }

    /// Items that wait for a page, with their numbers.
    private func items(_ page: FeedSubscription) async throws -> [NumberedFeedItem] {
        guard case .items(let items) = await page.next() else {
            Issue.record("no items")
            return []
        }
        return items
    }

    /// Opens a page and leaves it at once; returns where it stood.
    private func visit(by user: String = anna) throws -> UInt64 { try self.page(of: user).start }

    private func publish(_ count: Int, to user: String = anna) {
        for call in 1...count { self.feed.publish(.entry("c-\(call)"), to: user) }
    }

    @Test("A page that begins needs a snapshot, and is given what happens from then on, in order")
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

    @Test("No page is given another user's entries")
    func otherUsers() async throws {
        let (pia, other) = (try self.page(of: anna), try self.page(of: ben))
        self.feed.publish(.entry("c-1"), to: ben)
        self.feed.publish(.entry("c-2"), to: anna)
        #expect(try await self.items(pia).map(\.item) == [.entry("c-2")])
        #expect(try await self.items(other).map(\.item) == [.entry("c-1")])
    }

    @Test("X16 No page is given anything of services outside of its scope, nor does it count as missed")
    func scopes() async throws {
        func item(_ kind: FeedItem.Kind, _ service: String) -> FeedItem { FeedItem(kind, session: "c-1", service: service) }
        let page = try #require(self.feed.subscribe(to: anna, within: .only(["support"]), after: nil))
        for kind in [FeedItem.Kind.entry, .context, .concluded, .removed] { self.feed.publish(item(kind, "sales"), to: anna) }
        self.feed.publish(item(.entry, "support"), to: anna)
        self.feed.publish(item(.removed, "sales"), to: anna)
        let told = try await self.items(page)
        #expect(told.map(\.item) == [item(.entry, "support")])
        let last = try #require(told.first).number
        let again = try #require(self.feed.subscribe(to: anna, within: .only(["support"]), after: "boot-\(last)"))
        self.feed.publish(item(.removed, "support"), to: anna)
        #expect(try await self.items(again).map(\.item) == [item(.removed, "support")] && again.isResumed)
        // What happens elsewhere is no sign of life: the comment comes as if nothing had happened.
        self.time.advance(by: .seconds(14))
        self.feed.publish(item(.entry, "sales"), to: anna)
        #expect(try await self.items(page).map(\.item) == [item(.removed, "support")])
        self.time.advance(by: .seconds(15))
        self.feed.publish(item(.entry, "sales"), to: anna)
        self.feed.checkReaders()
        #expect(await page.next() == .comment)
    }

    @Test("A page that comes back is given what it missed, and nothing twice", arguments: 0...3)
    func comingBack(heard: UInt64) async throws {
        let start = try self.visit()
        self.publish(3)
        let back = try self.page(after: "boot-\(start + heard)")
        #expect(back.isResumed)
        self.feed.publish(.entry("c-new"), to: anna)
        let expected = ["c-1", "c-2", "c-3"].dropFirst(Int(heard)) + ["c-new"]
        #expect(try await self.items(back).map(\.item) == expected.map { .entry(String($0)) })
    }

    @Test(
        "B17 An id of another start, of what is still to come, or of no shape of ours needs a snapshot",
        arguments: [
            "", "boot", "boot-", "-1", "boot-x", "boot--1", "boot-1-1", "boot-1 ", " boot-1", "Boot-1", "other-1", "boot-4",
            "boot-99999999999999999999999",
        ])
    func foreignIDs(last: String) throws {
        _ = try self.visit()
        self.publish(3)
        #expect(try !self.page(after: last).isResumed)
    }

    @Test("As much as is remembered can be missed, and not one more")
    func memory() async throws {
        let start = try self.visit()
        self.publish(InteractionFeed.capacity)
        let back = try self.page(after: "boot-\(start)")
        #expect(back.isResumed)
        #expect(try await self.items(back).count == InteractionFeed.capacity)
        self.publish(1)
        #expect(try !self.page(after: "boot-\(start)").isResumed)
        #expect(try self.page(after: "boot-\(start + 1)").isResumed)
    }

    @Test("Another user's items take nothing from those that can be missed")
    func memoryOfOthers() async throws {
        let start = try self.visit()
        self.feed.publish(.entry("c-1"), to: anna)
        _ = try self.visit(by: ben)
        self.publish(InteractionFeed.capacity / 2, to: ben)
        self.publish(InteractionFeed.capacity, to: ben)
        let back = try self.page(after: "boot-\(start)")
        #expect(back.isResumed)
        #expect(try await self.items(back).map(\.item) == [.entry("c-1")])
    }

    @Test("Who comes back within two minutes misses nothing")
    func patience() async throws {
        let start = try self.visit()
        self.time.advance(by: .seconds(120))
        self.feed.checkReaders()
        self.feed.publish(.entry("c-1"), to: anna)
        let back = try self.page(after: "boot-\(start)")
        #expect(back.isResumed)
        #expect(try await self.items(back).map(\.item) == [.entry("c-1")])
    }

    @Test("Who comes back later needs a snapshot where anything happened meanwhile, though no other page was given anything")
    func comingBackLate() throws {
        let start = try self.visit()
        self.time.advance(by: .seconds(121))
        self.feed.checkReaders()
        self.feed.publish(.entry("c-1"), to: anna)
        #expect(try !self.page(after: "boot-\(start)").isResumed)
    }

    @Test("A second page keeps what the first could miss")
    func secondPage() async throws {
        let (start, second) = (try self.visit(), try self.page())
        self.time.advance(by: .seconds(3_600))
        self.feed.checkReaders()
        self.feed.publish(.entry("c-1"), to: anna)
        #expect(try self.page(after: "boot-\(start)").isResumed)
        #expect(try await self.items(second).count == 1)
    }

    @Test("Where there are too many pages a further one finds no room until one leaves")
    func limit() throws {
        let feed = InteractionFeed(boot: "boot", time: self.time, limit: 2)
        let other = try self.page(of: ben, feed)
        do {
            let page = try self.page(of: anna, feed)
            #expect(feed.subscribe(to: cleo, within: .all, after: nil) == nil)
            #expect(feed.count == 2)
            withExtendedLifetime(page) {}
        }
        #expect(feed.count == 1)
        _ = try self.page(of: cleo, feed)
        withExtendedLifetime(other) {}
    }

    @Test("A subscription ends with its last owner, though nobody ever read it")
    func lease() throws {
        do {
            let pages = [try self.page(), try self.page(), try self.page(of: ben)]
            #expect(self.feed.count == 3)
            withExtendedLifetime(pages) {}
        }
        #expect(self.feed.count == 0)
    }

    @Test("Two items published at once have numbers of their own, and the second can be missed alone")
    func pairs() async throws {
        let page = try self.page()
        self.feed.publish(.context("c-1"), .entry("c-1"), to: anna)
        let both = try await self.items(page)
        #expect(both.map(\.item) == [.context("c-1"), .entry("c-1")])
        let back = try self.page(after: "boot-\(both[0].number)")
        #expect(try await self.items(back).map(\.item) == [.entry("c-1")])
    }

    @Test("Each page of many writers' items gets all of them, with numbers that rise strictly")
    func writers() async throws {
        let (pages, writers, rounds) = (3, 6, 2_000)
        let readers = try (0..<pages).map { _ in PageReader(of: try self.page()) }
        let feed = self.feed
        await withTaskGroup { group in
            for reader in readers { group.addTask { await reader.run(until: writers * rounds) } }
            for writer in 0..<writers {
                group.addTask {
                    for round in 0..<rounds {
                        feed.publish(.entry("c-\(writer)-\(round)"), to: anna)
                        // A page that lags behind is ended: each of them is to get all.
                        while readers.contains(where: { round * writers - $0.count > InteractionFeed.capacity / 2 }) {
                            await Task.yield()
                        }
                    }
                }
            }
        }
        for items in readers.map(\.items) {
            #expect(zip(items, items.dropFirst()).allSatisfy { $0.number < $1.number }, "out of order")
            #expect(Set(items.map(\.item)).count == writers * rounds)
        }
    }

    @Test("B18 A page whose credential is over is ended within a second; others go on")
    func permission() async throws {
        let expiry = self.time.monotonicNow() + .seconds(5)
        let isAllowed: @Sendable (MonotonicTime) -> Bool = { $0 < expiry }
        let page = try #require(self.feed.subscribe(to: anna, within: .all, after: nil, while: isAllowed))
        let other = try self.page()
        self.time.advance(by: .seconds(4))
        self.feed.checkReaders()
        self.publish(1)
        #expect(try await self.items(page).count == 1)
        let (stream, end) = AsyncStream<Void>.makeStream()
        page.whenEnded { end.finish() }
        self.time.advance(by: .seconds(1))
        self.feed.checkReaders()
        for await _ in stream {}
        #expect(await page.next() == .end)
        self.publish(1)
        #expect(try await self.items(other).count == 2)
    }

    @Test("R8 A page that was given nothing for 15 s gets a comment, once")
    func comments() async throws {
        let page = try self.page()
        self.time.advance(by: .seconds(14))
        self.feed.checkReaders()
        self.publish(1)
        #expect(try await self.items(page).count == 1)
        self.time.advance(by: .seconds(14))
        self.feed.checkReaders()
        self.time.advance(by: .seconds(1))
        self.feed.checkReaders()
        #expect(await page.next() == .comment)
        self.publish(1)
        #expect(try await self.items(page).count == 1)
    }

    @Test("A reader whose task is cancelled is woken, and its subscription is over")
    func cancellation() async throws {
        let page = try self.page()
        let reading = Task { await page.next() }
        await Task.yield()
        reading.cancel()
        #expect(await reading.value == .end)
    }

    @Test("R11 A feed that closes ends all pages and takes no new ones")
    func closing() async throws {
        let pages = [try self.page(of: anna), try self.page(of: ben)]
        self.feed.publish(.entry("c-1"), to: anna)
        self.feed.close()
        for page in pages {
            #expect(await page.next() == .end)
        }
        #expect(self.feed.subscribe(to: anna, within: .all, after: nil) == nil)
    }

    @Test("R8 A page that does not read is ended when it lags behind too far; others are given all")
    func slowReader() async throws {
        let (slow, reader) = (try self.page(), try self.page())
        var given = 0
        for _ in 0..<4 {
            self.publish(InteractionFeed.capacity / 2)
            given += try await self.items(reader).count
        }
        #expect(given == InteractionFeed.capacity * 2)
        #expect(await slow.next() == .end)
    }
}

/// A page that collects its items.
private final class PageReader: Sendable {
    private let page: FeedSubscription
    private let received = Lock<[NumberedFeedItem]>([])

    init(of page: FeedSubscription) {
        self.page = page
    }

    var items: [NumberedFeedItem] { self.received.withLock { $0 } }
    var count: Int { self.received.withLock { $0.count } }

    func run(until wanted: Int) async {
        while self.count < wanted, case .items(let items) = await self.page.next() {
            self.received.withLock { $0 += items }
        }
    }
}
