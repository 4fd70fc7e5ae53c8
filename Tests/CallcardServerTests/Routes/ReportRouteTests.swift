import CallModel
import HTTPTypes
import SessionTestSupport
import TestSupport
import Testing

@testable import CallcardServer

@Suite("GET /v1/reports/interactions: what happened to calls, without callers", .timeLimit(.minutes(5)))
struct ReportRouteTests {
    private let bench = ServerBench()

    private func report(_ query: String = "", accept: String? = nil, as key: ServerBench.Key = .olga) async throws -> Answer {
        try await self.bench.send(
            .get, "/v1/reports/interactions\(query)", as: key, headers: accept.map { [.accept: $0] } ?? [:])
    }

    /// A call that Anna took and concluded, and a minute later one that nobody took.
    private func twoCalls() async throws {
        try await self.bench.takeCall(session: "c-1")
        self.bench.time.advance(by: .seconds(5))
        try await self.bench.post(.ended, session: "c-1")
        let conclusion = #"{"primaryCode":"sale","secondaryCode":"new","tags":["Rückruf","VIP"]}"#
        #expect(
            try await self.bench.send(.put, "/v1/users/me/interactions/i-c-1/conclusion", as: .anna, conclusion).status == 200)
        self.bench.time.advance(by: .seconds(60))
        try await self.bench.post(.queued, number: ServerBench.unknown, session: "c-2")
        self.bench.time.advance(by: .seconds(3))
        try await self.bench.post(.ended, session: "c-2")
    }

    private static let taken = """
        {"session":"c-1","service":"support","serviceName":"Support","user":"anna@example.com","direction":"inbound",\
        "outcome":"accepted","startedAt":"1970-01-01T00:16:40.000Z","endedAt":"1970-01-01T00:16:47.000Z","queueMs":2000,\
        "connectedMs":5000,"attempts":0,"primaryCode":"sale","secondaryCode":"new","tags":["Rückruf","VIP"],\
        "savedAt":"1970-01-01T00:16:47.000Z"}
        """

    @Test("C11 Each call has a row for each user who has it, in the order of their starts")
    func json() async throws {
        try await self.twoCalls()
        let answer = try await self.report()
        #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
        #expect(answer.text.hasPrefix(#"{"items":["# + Self.taken + ","))
        #expect(answer.strings("items", "session") == ["c-1", "c-2", "c-2"])
        #expect(answer.strings("items", "user") == [anna, anna, ben] && answer.strings("items", "outcome")?[1] == "abandoned")
    }

    @Test("The same as CSV, as RFC 4180 has it")
    func csv() async throws {
        try await self.twoCalls()
        let answer = try await self.report("?tag=vip", accept: "text/csv")
        #expect(answer.headers[.contentType] == "text/csv; charset=utf-8" && answer.headers[.cacheControl] == "no-store")
        #expect(
            answer.text == """
                session,service,serviceName,user,direction,outcome,reason,startedAt,endedAt,queueMs,ringMs,dialOutMs,connectedMs,\
                attempts,primaryCode,secondaryCode,tags,savedAt\r
                "c-1","support","Support","anna@example.com","inbound","accepted",,1970-01-01T00:16:40.000Z,\
                1970-01-01T00:16:47.000Z,2000,,,5000,0,"sale","new","Rückruf; VIP",1970-01-01T00:16:47.000Z\r

                """)
    }

    @Test(
        "S44 Rows are chosen by tag, service and time of the call's start: from is in, to is not",
        arguments: [
            ("?tag=R%C3%9CCKRUF", 1), ("?tag=ruckruf", 1), ("?tag=nothing", 0), ("?service=support", 3), ("?service=sales", 0),
            ("?from=1970-01-01T00:16:40Z", 3), ("?from=1970-01-01T00:16:40.001Z", 2), ("?to=1970-01-01T00:17:47.000Z", 1),
            ("?to=1970-01-01T00:17:47.001Z", 3), ("?from=1970-01-01T01:17:47%2B01:00&to=1970-01-02T00:00:00Z", 2),
        ])
    func filters(query: String, rows: Int) async throws {
        try await self.twoCalls()
        #expect(try await self.report(query).count("items") == rows)
    }

    @Test("An empty report is one all the same")
    func empty() async throws {
        #expect(try await self.report().text == #"{"items":[]}"#)
        #expect(try await self.report(accept: "text/csv;q=0.9, */*").text.split(separator: "\r\n").count == 1)
    }

    @Test("What can't be reported is refused: times that are none, and services out of reach")
    func refused() async throws {
        expectProblem(try await self.report("?from=yesterday&to=1970-01-01"), 422, "invalidValue", at: ["/from", "/to"])
        expectProblem(try await self.report("?service=nobody"), 404, "serviceNotFound")
    }

    @Test("C11 A report names no caller, neither by number nor by name")
    func callers() async throws {
        try await self.twoCalls()
        for accept in ["text/csv", "application/json"] {
            let text = try await self.report(accept: accept, as: .administrator).text
            #expect(text.contains("c-1") && !text.contains("Meier") && !text.contains("23125123") && !text.contains("79460123"))
        }
    }

    @Test("F8 A cell that a spreadsheet would take for a formula is marked")
    func formulas() async throws {
        try await self.bench.takeCall()
        let conclusion = #"{"primaryCode":"sale","secondaryCode":"new","tags":["=1+1"]}"#
        #expect(
            try await self.bench.send(.put, "/v1/users/me/interactions/i-c-1/conclusion", as: .anna, conclusion).status == 200)
        #expect(try await self.report(accept: "text/csv").text.contains(#","'=1+1","#))
    }
}
