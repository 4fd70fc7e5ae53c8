import ApplicationTestSupport
import CallModel
import Enrichment
import HTTPTypes
import TestSupport
import Testing

@testable import CallcardServer

@Suite("Lookups with a slow connector: answered by their deadline", .timeLimit(.minutes(5)))
struct LateAnswerRouteTests {
    private let crm = ScriptedConnector()
    private let bench: ServerBench

    init() {
        let crm = self.crm
        self.bench = ServerBench { $0.crm = crm }
    }

    private func lookUp(_ number: String, session: String? = nil) async throws -> Answer {
        let session = session.map { #","session":"\#($0)""# } ?? ""
        return try await self.bench.send(
            .post, "/v1/lookups", as: .switchboard, #"{"number":"\#(number)","deadlineMs":500\#(session)}"#)
    }

    private func context(after revision: Int) async throws -> Answer {
        try await self.bench.send(.get, "/v1/sessions/c-9/context?afterRevision=\(revision)&waitMs=30000", as: .flow)
    }

    private static let company = Finding(grade: .exact, caller: Caller(company: "ACME AG"))

    /// A lookup that waits, until its deadline has passed.
    private func lookUpUntilDeadline(_ number: String = ServerBench.unknown, session: String? = nil) async throws -> Answer {
        async let answer = self.lookUp(number, session: session)
        // The lookup's own deadline, and the connector's.
        await self.bench.time.waitForSleepers(2)
        self.bench.time.advance(by: .milliseconds(500))
        return try await answer
    }

    @Test("R1 At the deadline the answer has what is there, and says which connector is late")
    func deadline() async throws {
        let answer = try await self.lookUpUntilDeadline()
        #expect(answer.status == 200 && answer.string("status") == "partial" && answer.bool("complete") == true)
        #expect(answer.strings("connectors", "outcome") == ["miss", "timeout"])
        #expect(answer.text.contains(#""outcome":"timeout","elapsedMs":500.0"#))
        self.crm.answer(with: .success([]))
    }

    @Test("A book's hit is resolved, whatever a connector does")
    func hit() async throws {
        let answer = try await self.lookUpUntilDeadline(ServerBench.known)
        #expect(answer.string("status") == "resolved" && answer.string("caller/displayName") == "Anna Meier")
        #expect(answer.strings("connectors", "outcome") == ["hit", "timeout"])
        self.crm.answer(with: .success([]))
    }

    @Test("A27 Where a session is named, what comes late is its next revision")
    func lateAnswer() async throws {
        let early = try await self.lookUpUntilDeadline(session: "c-9")
        #expect(early.bool("complete") == false && early.int("revision") == 1)
        #expect(early.strings("connectors", "outcome") == ["miss", "pending"])
        async let later = self.context(after: 1)
        // The connector's own time, the lookup's patience, and the call that waits.
        await self.bench.time.waitForSleepers(3)
        self.crm.answer(with: .success([Self.company]))
        let news = try await later
        #expect(news.int("revision") == 2 && news.bool("complete") == true && news.string("status") == "resolved")
        #expect(news.string("caller/displayName") == "ACME AG" && news.string("sources/company") == "hubspot")
        #expect(news.strings("connectors", "outcome") == ["miss", "hit"])
    }

    @Test("R2 What is late for too long becomes a timeout, as one last revision")
    func tooLate() async throws {
        _ = try await self.lookUpUntilDeadline(session: "c-9")
        async let later = self.context(after: 1)
        await self.bench.time.waitForSleepers(3)
        self.bench.time.advance(by: .seconds(9))
        let last = try await later
        #expect(last.int("revision") == 2 && last.bool("complete") == true && last.string("status") == "partial")
        #expect(last.strings("connectors", "outcome") == ["miss", "timeout"])
    }

    @Test("R12 The same number asked for many times at once is one question")
    func singleFlight() async throws {
        async let first = self.lookUp(ServerBench.unknown)
        async let second = self.lookUp(ServerBench.unknown)
        // Two deadlines, and the connector's own time.
        await self.bench.time.waitForSleepers(3)
        self.crm.answer(with: .success([Self.company]))
        let answers = try await [first, second]
        #expect(answers.map { $0.string("caller/company") } == ["ACME AG", "ACME AG"] && self.crm.asked == 1)
    }

    @Test("C4 A connector's answer is kept: the next lookup has it at once and says so")
    func kept() async throws {
        self.crm.answer(with: .success([Self.company]))
        #expect(try await self.lookUp(ServerBench.unknown).bool("connectors/1/cached") == false)
        let next = try await self.lookUp(ServerBench.unknown)
        #expect(next.bool("connectors/1/cached") == true && next.string("caller/company") == "ACME AG")
        let counts = try await self.bench.send(.post, "/v1/forget", as: .switchboard, #"{"number":"\#(ServerBench.unknown)"}"#)
        #expect(counts.int("cache") == 1 && self.crm.asked == 1)
        _ = try await self.lookUp(ServerBench.unknown)
        #expect(self.crm.asked == 2)
    }

    @Test(
        "A failing connector is named with its outcome, and the answer is partial",
        arguments: [
            (ConnectorError.connectError, "connectError"), (.badPayload, "badPayload"), (.authError, "authError"),
            (.http5xx(retryAfter: nil), "http5xx"), (.blockedDestination, "blockedDestination"),
        ])
    func failures(error: ConnectorError, outcome: String) async throws {
        self.crm.answer(with: .failure(error))
        let answer = try await self.lookUp(ServerBench.unknown)
        #expect(answer.string("status") == "partial" && answer.bool("complete") == true)
        #expect(answer.strings("connectors", "outcome") == ["miss", outcome])
    }

    @Test("A withheld number asks no connector at all")
    func withheld() async throws {
        #expect(try await self.lookUp("anonymous").strings("connectors", "outcome") == ["skipped", "skipped"])
        #expect(self.crm.asked == 0)
    }

    @Test("R7 Beyond capacity a lookup that would have to wait is 503 at once; others are answered as ever")
    func overload() async throws {
        let bench = ServerBench {
            $0.crm = self.crm
            $0.limits = EnrichmentLimits(waitingLookups: 0)
        }
        let refused = try await bench.send(.post, "/v1/lookups", as: .switchboard, #"{"number":"\#(ServerBench.unknown)"}"#)
        expectProblem(refused, 503, "overloaded")
        #expect(refused.headers[.retryAfter] == "1" && self.crm.asked == 0)
        #expect(try await bench.send(.post, "/v1/lookups", as: .switchboard, #"{"number":""}"#).status == 200)
    }
}
