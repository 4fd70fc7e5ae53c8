import CallModel
import Sessions
import TestSupport
import Testing
import Waiting

@Suite("R8 A feed with many readers and writers", .timeLimit(.minutes(5)))
final class InteractionFeedConcurrencyTests: Sendable {
    private let time = ManualTime()
    private let feed: InteractionFeed
    /// The version of each session's entry, which pages read when an item names the session.
    private let truth = Lock<[String: Int]>([:])

    init() {
        self.feed = InteractionFeed(boot: "boot", time: self.time)
    }

    /// Changes an entry, then says so.
    private func change(_ session: String) {
        self.truth.withLock { $0[session, default: 0] += 1 }
        self.feed.publish(.entry(session), to: anna)
    }

    /// Follows the feed as a page does, which loses its connection now and then, until the entry `last` is there.
    private func follow(as index: Int) async throws {
        var random = SeededGenerator(seed: UInt64(index))
        var view: [String: Int] = [:]
        var last: UInt64?
        while view["last"] == nil {
            let page = try #require(self.feed.subscribe(to: anna, within: .all, after: last.map { "boot-\($0)" }))
            if !page.isResumed {
                #expect(page.start >= last ?? 0)
                last = page.start
                view = self.truth.withLock(\.self)
            }
            var isOpen = true
            while isOpen, view["last"] == nil {
                switch await page.next() {
                case .items(let items):
                    for numbered in items {
                        #expect(numbered.number > last ?? 0)
                        last = numbered.number
                        view[numbered.item.session] = self.truth.withLock { $0[numbered.item.session] }
                    }
                case .comment: break
                case .end: isOpen = false
                }
                if random.below(20) == 0 { isOpen = false }
            }
        }
        #expect(view == self.truth.withLock(\.self))
    }

    @Test("Each reader's numbers rise, and whatever it missed it ends with what is true; none is left over")
    func followers() async throws {
        try await withThrowingTaskGroup { group in
            for index in 0..<8 { group.addTask { try await self.follow(as: index) } }
            group.addTask {
                try await race(4, steps: 400) { racer in
                    self.change("c-\(racer.below(6))")
                    if racer.below(50) == 0 {
                        self.time.advance(by: .seconds(16))
                        self.feed.checkReaders()
                    }
                }
                self.change("last")
            }
            try await group.waitForAll()
        }
        while self.feed.count > 0 { await Task.yield() }
    }

    @Test("However subscriptions are ended, each ends once, and there are never more than may be")
    func endings() async throws {
        let feed = InteractionFeed(boot: "boot", time: self.time, limit: 10)
        let ended = Gauge()
        let begun = try await race(steps: 100) { racer -> Int in
            #expect(feed.count <= 10)
            guard let page = feed.subscribe(to: [anna, ben][racer.below(2)], within: .all, after: nil) else { return 0 }
            page.whenEnded { ended.enter() }
            let reader = Task { while await page.next() != .end {} }
            switch racer.below(3) {
            case 0: page.end()
            case 1: reader.cancel()
            default:
                feed.publish(.entry("c-1"), .removed("c-1"), to: anna)
                await Task.yield()
                page.end()
                reader.cancel()
            }
            await reader.value
            return 1
        }
        let count = begun.reduce(0, +)
        #expect(count > 0 && ended.inside == count)
        while feed.count > 0 { await Task.yield() }
    }

    @Test("A stop ends all who read, and all who come while it goes on")
    func closing() async throws {
        for _ in 0..<50 {
            let feed = InteractionFeed(boot: "boot", time: self.time)
            try await race(8, steps: 10) { racer in
                if racer.index == 0, racer.step == 5 { feed.close() }
                guard racer.index > 0, let page = feed.subscribe(to: anna, within: .all, after: nil) else { return }
                feed.publish(.entry("c-1"), to: anna)
                // The one who stops has not all of its steps behind it, so it ends.
                if racer.step == 9 { while await page.next() != .end {} }
            }
            #expect(feed.subscribe(to: anna, within: .all, after: nil) == nil)
            while feed.count > 0 { await Task.yield() }
        }
    }
}
