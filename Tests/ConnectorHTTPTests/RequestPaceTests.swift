import CallModel
import Manifests
import TestSupport
import Testing

@testable import ConnectorHTTP

@Suite("The rate that a CRM allows: when the next request may be sent")
struct RequestPaceTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000)

    private func at(_ milliseconds: Int) -> MonotonicTime { Self.start + .milliseconds(milliseconds) }

    /// The starts of requests that are asked for at these milliseconds, in milliseconds.
    private func starts(_ rate: String, asked: [Int], patience: Int = 60_000) throws -> [Int64?] {
        var pace = RequestPace(try #require(RequestRate(rate)))
        return asked.map { asked in
            pace.take(at: self.at(asked), notAfter: self.at(asked + patience)).map { ($0 - Self.start).nanoseconds / 1_000_000 }
        }
    }

    @Test(
        "As many as a second's go at once; the others wait until the first of them is a second and a little old",
        arguments: [
            ("3", [0, 0, 0, 0, 0], [0, 0, 0, 1_050, 1_050]), ("3", [0, 400, 800, 900, 1_200], [0, 400, 800, 1_050, 1_450]),
            ("1", [0, 0, 0], [0, 1_050, 2_100]), ("2", [0, 0, 5_000, 5_000, 5_000], [0, 0, 5_000, 5_000, 6_050]),
            ("2.5", [0, 0, 0], [0, 0, 850]), ("0.5", [0, 0, 0], [0, 2_050, 4_100]),
        ] as [(String, [Int], [Int64])])
    func starts(rate: String, asked: [Int], expected: [Int64]) throws {
        #expect(try self.starts(rate, asked: asked) == expected)
    }

    @Test("No second of 100, wherever it begins, has more than the rate")
    func everySecond() throws {
        let asked = (0..<400).map { $0 * 37 % 1_000 + $0 / 27 * 1_000 }.sorted()
        let starts = try self.starts("7", asked: asked, patience: 10_000_000).compactMap(\.self)
        #expect(starts == starts.sorted() && starts.count == 400)
        for start in starts { #expect(starts.count { (start..<start + 1_000).contains($0) } <= 7) }
    }

    @Test("Whoever would wait too long takes no turn")
    func patience() throws {
        #expect(try self.starts("1", asked: [0, 0, 100, 900], patience: 500) == [0, nil, nil, 1_050])
    }

    @Test("Rates are numbers with up to two decimals", arguments: ["1", "5", "0.83", "2.5", "1000", "0.01"])
    func rates(text: String) throws {
        #expect(try #require(RequestRate(text)).description == text)
    }

    @Test("Nothing else is one", arguments: ["0", "-1", "1001", "1000.01", "5/s", "", ".5", "5.", "1.234", "1e3", "٣", "0.00"])
    func noRates(text: String) {
        #expect(RequestRate(text) == nil)
    }
}

@Suite("The rate that a CRM allows: requests wait for their turn", .timeLimit(.minutes(5)))
struct RequestPacerTests {
    private let time = ManualTime()

    private func pacer(_ rate: String) throws -> RequestPacer { RequestPacer(try #require(RequestRate(rate)), time: self.time) }

    private func outcome(_ pacer: RequestPacer, within left: Duration) async -> ConnectorError? {
        do throws(ConnectorError) {
            try await pacer.waitForTurn(until: self.time.monotonicNow() + left)
            return nil
        } catch {
            return error
        }
    }

    @Test("The third of two a second waits for its turn, and is sent then")
    func waits() async throws {
        let pacer = try self.pacer("2")
        for _ in 0..<2 { #expect(await self.outcome(pacer, within: .seconds(2)) == nil) }
        async let third = self.outcome(pacer, within: .seconds(2))
        await self.time.waitForSleepers(1)
        self.time.advance(by: .milliseconds(1_049))
        #expect(self.time.sleepers == 1)
        self.time.advance(by: .milliseconds(1))
        #expect(await third == nil)
    }

    @Test("Where the turn would come in the last quarter of the time, the request is shed at once")
    func shed() async throws {
        let pacer = try self.pacer("1")
        #expect(await self.outcome(pacer, within: .seconds(1)) == nil)
        #expect(await self.outcome(pacer, within: .milliseconds(1_399)) == .shed)
        #expect(self.time.sleepers == 0)
    }

    @Test("The queue is bounded")
    func bounded() async throws {
        let pacer = try self.pacer("100")
        let outcomes = await withTaskGroup { group in
            for _ in 0..<(100 + RequestPacer.mostWaiting + 10) {
                group.addTask { await self.outcome(pacer, within: .seconds(10)) }
            }
            await self.time.waitForSleepers(RequestPacer.mostWaiting)
            var shed = 0
            for await outcome in group {
                shed += outcome == .shed ? 1 : 0
                if shed == 10 { self.time.advance(by: .seconds(2)) }
            }
            return shed
        }
        #expect(outcomes == 10)
    }

    @Test("A question that nobody waits for leaves the queue")
    func cancelled() async throws {
        let pacer = try self.pacer("1")
        #expect(await self.outcome(pacer, within: .seconds(2)) == nil)
        let waiting = Task { await self.outcome(pacer, within: .seconds(2)) }
        await self.time.waitForSleepers(1)
        waiting.cancel()
        #expect(await waiting.value == .timeout)
    }
}
