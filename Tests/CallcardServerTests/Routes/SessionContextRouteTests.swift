import ApplicationTestSupport
import CallModel
import Enrichment
import HTTPTypes
import TestSupport
import Testing

@testable import CallcardServer

@Suite("GET /v1/sessions/{id}/context: what is known of a live call", .timeLimit(.minutes(5)))
struct SessionContextRouteTests {
    private func context(
        of session: String = "c-1", _ query: String = "", as key: ServerBench.Key = .flow, on bench: ServerBench
    ) async throws -> Answer {
        try await bench.send(.get, "/v1/sessions/\(session)/context\(query)", as: key)
    }

    private static func lookup(of number: String, session: String, deadline: Int = 500) -> String {
        #"{"number":"\#(number)","session":"\#(session)","deadlineMs":\#(deadline)}"#
    }

    @Test("A session that nobody has heard of is not live; one that a lookup names is, for 15 minutes")
    func namedByLookup() async throws {
        let bench = ServerBench()
        expectProblem(try await self.context(of: "c-9", on: bench), 404, "sessionNotLive")
        let lookup = try await bench.send(
            .post, "/v1/lookups", as: .switchboard, Self.lookup(of: ServerBench.known, session: "c-9"))
        #expect(lookup.int("revision") == 1 && lookup.string("expiresAt") == "1970-01-01T00:31:40.000Z")
        #expect(try await self.context(of: "c-9", on: bench).text == lookup.text)
        bench.time.advance(by: .seconds(899))
        #expect(try await self.context(of: "c-9", on: bench).status == 200)
        bench.time.advance(by: .seconds(1))
        expectProblem(try await self.context(of: "c-9", on: bench), 404, "sessionNotLive")
    }

    @Test("A live call without a caller's number has an empty context of revision 0")
    func empty() async throws {
        let bench = ServerBench()
        #expect(try await bench.post(.queued).text == #"{"revision":0}"#)
        #expect(
            try await self.context(on: bench).text
                == #"{"status":"unknown","complete":true,"revision":0,"matches":[],"contexts":[],"parameters":{},"preferredUsers":[],"connectors":[]}"#
        )
    }

    @Test("While a call goes on its context has no end; after it, it is kept for the service's retention (S21)")
    func retention() async throws {
        let bench = ServerBench()
        #expect(try await bench.post(.queued, number: ServerBench.known).text == #"{"revision":1}"#)
        bench.time.advance(by: .seconds(3_600))
        let live = try await self.context(on: bench)
        #expect(live.string("caller/displayName") == "Anna Meier" && live["expiresAt"] == nil)
        try await bench.post(.ended)
        let ended = try await self.context(on: bench)
        // Five minutes after the end.
        #expect(ended.string("expiresAt") == "1970-01-01T01:21:40.000Z" && ended.string("caller/displayName") == "Anna Meier")
        bench.time.advance(by: .seconds(300))
        expectProblem(try await self.context(on: bench), 404, "sessionNotLive")
    }

    @Test("B9 A call of another service is not there", arguments: [ServerBench.Key.salesFlow, .salesSwitchboard])
    func foreign(key: ServerBench.Key) async throws {
        let bench = ServerBench()
        try await bench.takeCall()
        expectProblem(try await self.context(as: key, on: bench), 404, "sessionNotLive")
        #expect(try await self.context(as: .switchboard, on: bench).status == 200)
    }

    @Test("X1 Another service's lookup that names a live call leaves its context as it is")
    func foreignLookup() async throws {
        let bench = ServerBench()
        try await bench.takeCall()
        let lookup = try await bench.send(
            .post, "/v1/lookups", as: .salesSwitchboard, Self.lookup(of: ServerBench.unknown, session: "c-1"))
        #expect(lookup.status == 200)
        let context = try await self.context(on: bench)
        #expect(context.string("caller/displayName") == "Anna Meier" && context.int("revision") == 1)
    }

    @Test("X1 Only the switch attaches contexts to sessions", arguments: [ServerBench.Key.olga, .flow, .administrator])
    func attaching(key: ServerBench.Key) async throws {
        let bench = ServerBench()
        let lookup = try await bench.send(
            .post, "/v1/lookups", as: key, Self.lookup(of: ServerBench.unknown, session: "c-2"))
        #expect(lookup.status == 200 || lookup.status == 403)
        let context = try await bench.send(.get, "/v1/sessions/c-2/context", as: .switchboard)
        expectProblem(context, 404, "sessionNotLive")
    }

    @Test("Forgetting a caller is a revision without caller, also of a live call")
    func forget() async throws {
        let bench = ServerBench()
        try await bench.takeCall()
        let counts = try await bench.send(.post, "/v1/forget", as: .switchboard, #"{"number":"+493023125123"}"#)
        #expect(counts.int("contexts") == 1)
        let after = try await self.context(on: bench)
        #expect(after.int("revision") == 2 && after["caller"] == nil && after["number"] == nil)
        #expect(!after.text.contains("3023125123") && !after.text.contains("Anna"))
    }

    @Test("X6 A key forgets what its services reach, and nothing else")
    func foreignForget() async throws {
        let bench = ServerBench()
        try await bench.takeCall()
        let counts = try await bench.send(.post, "/v1/forget", as: .salesSwitchboard, #"{"number":"+493023125123"}"#)
        #expect(counts.status == 200)
        let context = try await self.context(on: bench)
        #expect(counts.int("contexts") == 0)
        #expect(context.string("caller/displayName") == "Anna Meier")
    }

    // MARK: Waiting

    @Test(
        "Waiting has bounds, and so have revisions",
        arguments: [
            ("?waitMs=30001", "/waitMs"), ("?waitMs=-1", "/waitMs"), ("?waitMs=1.5", "/waitMs"), ("?waitMs=", "/waitMs"),
            ("?afterRevision=-1", "/afterRevision"), ("?afterRevision=99999999999", "/afterRevision"),
        ])
    func bounds(query: String, pointer: String) async throws {
        let bench = ServerBench()
        try await bench.takeCall()
        expectProblem(try await self.context(query, on: bench), 422, "invalidValue", at: [pointer])
    }

    @Test("A newer revision than the one that is known is answered at once")
    func atOnce() async throws {
        let bench = ServerBench()
        try await bench.takeCall()
        #expect(try await self.context("?afterRevision=0&waitMs=30000", on: bench).int("revision") == 1)
        #expect(try await self.context("?afterRevision=1", on: bench).int("revision") == 1)
    }

    @Test("Without news the answer comes when the time is over, with the same revision")
    func noNews() async throws {
        let bench = ServerBench()
        try await bench.takeCall()
        async let answer = self.context("?afterRevision=1&waitMs=1000", on: bench)
        await bench.time.waitForSleepers(1)
        bench.time.advance(by: .milliseconds(1_000))
        let after = try await answer
        #expect(after.status == 200 && after.int("revision") == 1)
    }

    @Test("News end the waiting; so does the end of the call, which is none")
    func news() async throws {
        let bench = ServerBench()
        try await bench.takeCall()
        async let answer = self.context("?afterRevision=1&waitMs=30000", on: bench)
        await bench.time.waitForSleepers(1)
        let update = #"{"customer":{"company":"ACME AG"}}"#
        #expect(try await bench.send(.put, "/v1/tasks/c-1", as: .flow, update).text == #"{"revision":2}"#)
        let news = try await answer
        #expect(news.int("revision") == 2 && news.string("caller/company") == "ACME AG")
        #expect(news.string("sources/company") == "flow" && news.string("sources/displayName") == "contacts")
    }

    @Test("X3 Where no place is left for those who wait, the answer is 503 at once, and says when to try again")
    func noPlace() async throws {
        let bench = ServerBench { $0.limits = EnrichmentLimits(waitingContexts: 0) }
        try await bench.takeCall()
        let refused = try await self.context("?afterRevision=1&waitMs=1000", on: bench)
        expectProblem(refused, 503, "overloaded")
        #expect(refused.headers[.retryAfter] == "1")
        #expect(try await self.context("?waitMs=1000", on: bench).status == 200)
    }
}
