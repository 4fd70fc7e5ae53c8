import Application
import ApplicationTestSupport
import CallModel
import HTTPTypes
import Hummingbird
import SessionTestSupport
import Sessions
import TestSupport
import Testing

@testable import CallcardServer

@Suite("GET /v1/users/{user}/events: what happens reaches open pages", .timeLimit(.minutes(5)))
struct FeedRouteTests {
    private let bench = ServerBench()
    private var feed: InteractionFeed { self.bench.base.engines.sessionStore.feed }

    @Test("A stream begins with the first page of the list, and is kept by nobody")
    func snapshot() async throws {
        try await self.bench.takeCall()
        let stream = try await OpenStream(self.bench, as: .anna)
        #expect(stream.response.status == .ok && stream.response.headers[.contentType] == "text/event-stream")
        let headers = stream.response.headers
        #expect(headers[values: .cacheControl] == ["no-transform", "no-store"] && headers[.connection] == "close")
        #expect(headers[try #require(HTTPField.Name("X-Accel-Buffering"))] == "no")
        let events = await stream.events(1)
        #expect(events.map(\.name) == ["snapshot"] && events[0].id.hasPrefix("boot-"))
        #expect(events[0].data == (try await self.bench.send(.get, "/v1/users/me/interactions", as: .anna).text))
        let retry = try #require(stream.text.prefixMatch(of: /retry: (\d+)\n\n/)?.1)
        #expect((1_000...3_000).contains(Int(retry) ?? 0))
        await stream.leave()
    }

    @Test("R2 A call that comes in is an entry, and what is found of its caller is the next one, with its revision")
    func entries() async throws {
        let stream = try await OpenStream(self.bench, as: .anna)
        _ = await stream.events(1)
        try await self.bench.post(.queued, number: ServerBench.known)
        let events = await stream.events(4)
        #expect(events.map(\.name) == ["snapshot", "entry", "context", "entry"])
        #expect(events[0].data == #"{"items":[],"live":false}"# && events[2].data == #"{"id":"i-c-1","revision":1}"#)
        let list = try await self.bench.send(.get, "/v1/users/me/interactions", as: .anna).text
        #expect(list == "{\"items\":[\(events[3].data)],\"live\":true}")
        let numbers = events.compactMap { $0.id.split(separator: "-").last.flatMap { Int($0) } }
        #expect(numbers.count == 4 && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
        await stream.leave()
    }

    @Test("S5 A call that another one takes is removed, and a conclusion is told to its user alone")
    func endings() async throws {
        let (annas, bens) = (try await OpenStream(self.bench, as: .anna), try await OpenStream(self.bench, as: .ben))
        _ = await (annas.events(1), bens.events(1))
        try await self.bench.post(.queued)
        _ = await (annas.events(2), bens.events(2))
        try await self.bench.post(.accepted, by: anna)
        #expect(await bens.events(3).last == OpenStream.Event(id: bens.events[2].id, name: "removed", data: #"{"id":"i-c-1"}"#))
        _ = await annas.events(3)
        let conclusion = #"{"primaryCode":"sale","secondaryCode":"new"}"#
        let path = "/v1/users/me/interactions/i-c-1/conclusion"
        #expect(try await self.bench.send(.put, path, as: .anna, conclusion).status == 200)
        await annas.wait(for: "event: concluded\n")
        let concluded = annas.events.first { $0.name == "concluded" }
        #expect(concluded?.data == #"{"id":"i-c-1"}"# && bens.events.count == 3)
        await annas.leave()
        await bens.leave()
    }

    @Test("B17 A page that comes back has what it missed; one of another start of the server has it all anew")
    func resuming() async throws {
        let first = try await OpenStream(self.bench, as: .anna)
        let last = try #require(await first.events(1).last?.id)
        await first.leave()
        try await self.bench.post(.queued)
        let second = try await OpenStream(self.bench, as: .anna, after: last)
        let missed = await second.events(1)
        #expect(missed.map(\.name) == ["entry"] && missed[0].data.hasPrefix(#"{"id":"i-c-1""#))
        for id in ["other-1", "boot-999", "boot-x", "boot", ""] {
            let stream = try await OpenStream(self.bench, as: .anna, after: id)
            #expect(await stream.events(1).map(\.name) == ["snapshot"], "\(id)")
            await stream.leave()
        }
        await second.leave()
    }

    @Test("R8 Where nothing happens a comment comes every 15 seconds")
    func heartbeat() async throws {
        let stream = try await OpenStream(self.bench, as: .anna)
        _ = await stream.events(1)
        self.bench.time.advance(by: .seconds(14))
        self.feed.checkReaders()
        // A comment would have been written before the event.
        try await self.bench.post(.queued)
        _ = await stream.events(2)
        #expect(!stream.text.contains("\n\n:\n\n"))
        self.bench.time.advance(by: .seconds(15))
        self.feed.checkReaders()
        await stream.wait(for: "\n\n:\n\n")
        await stream.leave()
    }

    @Test("B18 A stream ends with its credential, and tells the page to come back later")
    func expiry() async throws {
        let bench = ServerBench {
            let principal = Principal(
                id: "anna", role: .agent, services: .all, user: anna, expiresAt: WallTime(milliseconds: 1_060_000))
            $0.authenticator = KnownCredentials(principals: [ServerBench.Key.anna.rawValue: principal])
        }
        let stream = try await OpenStream(bench, as: .anna)
        _ = await stream.events(1)
        let feed = bench.base.engines.sessionStore.feed
        bench.time.advance(by: .seconds(59))
        feed.checkReaders()
        #expect(feed.count == 1)
        bench.time.advance(by: .seconds(1))
        feed.checkReaders()
        await stream.end()
        #expect(stream.text.wholeMatch(of: /(?s).*\n\nretry: \d+\n\n/) != nil)
    }

    @Test("X16 A stream tells nothing of services outside its credential's scope")
    func scope() async throws {
        let bench = ServerBench {
            let narrow = Principal(id: "ben", role: .agent, services: .only(["sales"]), user: ben)
            $0.authenticator = KnownCredentials(principals: [
                ServerBench.Key.ben.rawValue: narrow,
                ServerBench.Key.switchboard.rawValue: ServerBench.Key.switchboard.principal,
                ServerBench.Key.salesSwitchboard.rawValue: ServerBench.Key.salesSwitchboard.principal,
            ])
        }
        let stream = try await OpenStream(bench, as: .ben)
        _ = await stream.events(1)
        try await bench.post(.queued, session: "c-1")
        let call = #"{"id":"e-1","type":"queued","direction":"inbound","service":"sales"}"#
        #expect(try await bench.send(.post, "/v1/sessions/c-2/events", as: .salesSwitchboard, call).status == 202)
        #expect(await stream.events(2).map { $0.data.contains("c-2") } == [false, true])
        #expect(!stream.text.contains("c-1"))
        await stream.leave()
    }

    @Test("R11 A server that stops ends its streams, and takes no new ones")
    func stopping() async throws {
        let stream = try await OpenStream(self.bench, as: .anna)
        _ = await stream.events(1)
        self.feed.close()
        await stream.end()
        let refused = try await self.bench.send(.get, "/v1/users/me/events", as: .anna)
        expectProblem(refused, 503, "overloaded")
        #expect(refused.headers[.retryAfter] == "2")
    }

    @Test("A credential that is not good is 401 before the stream, and a journal that can't be read is 503")
    func refusals() async throws {
        expectProblem(try await self.bench.send(.get, "/v1/users/me/events"), 401, "unauthenticated")
        self.bench.base.journal.fail(with: .unavailable(.io))
        expectProblem(try await self.bench.send(.get, "/v1/users/me/events", as: .anna), 503, "journalUnavailable")
        #expect(self.feed.count == 0)
    }
}
