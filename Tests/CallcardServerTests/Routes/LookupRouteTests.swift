import ApplicationTestSupport
import CallModel
import HTTPTypes
import StrictJSON
import TestSupport
import Testing

@testable import CallcardServer

@Suite("POST /v1/lookups: who is calling", .timeLimit(.minutes(5)))
struct LookupRouteTests {
    private func lookUp(
        _ body: String, as key: ServerBench.Key = .switchboard, on bench: ServerBench = ServerBench()
    ) async throws -> Answer {
        try await bench.send(.post, "/v1/lookups", as: key, body)
    }

    private static let known = #"{"number":"+493023125123"}"#

    @Test("A known caller is shown with what each fact is from, and with the service's links")
    func resolved() async throws {
        let answer = try await self.lookUp(Self.known)
        #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
        #expect(
            answer.text == """
                {"status":"resolved","complete":true,"revision":1,"expiresAt":"1970-01-01T00:17:40.000Z",\
                "number":{"e164":"+493023125123","international":"+49 3023125123","national":"03023125123","region":"DE",\
                "type":"unknown","valid":true},"caller":{"displayName":"Anna Meier"},"sources":{"displayName":"contacts"},\
                "matches":[{"connector":"contacts","grade":"exact","caller":{"displayName":"Anna Meier"}}],\
                "contexts":[{"name":"CRM","url":"https://crm.example/?phone=%2B493023125123","opens":"tab","on":"accepted"}],\
                "parameters":{"ticket":"4711"},"preferredUsers":[],\
                "connectors":[{"id":"contacts","outcome":"hit","elapsedMs":0.0,"cached":false}]}
                """)
    }

    @Test("S12 A caller whom nobody knows has no invented facts")
    func unknown() async throws {
        let answer = try await self.lookUp(#"{"number":"+442079460123"}"#)
        #expect(answer.string("status") == "unknown" && answer.bool("complete") == true)
        #expect(answer["caller"] == nil && answer["sources"] == nil && answer.count("matches") == 0)
        #expect(answer.string("number/region") == "GB" && answer.strings("connectors", "outcome") == ["miss"])
    }

    @Test("C8 A withheld number is Anonymous, and nobody is asked", arguments: ["", "anonymous", "Anonymous"])
    func anonymous(number: String) async throws {
        let answer = try await self.lookUp(#"{"number":"\#(number)"}"#)
        #expect(answer.status == 200 && answer.string("status") == "anonymous")
        #expect(answer["number"] == nil && answer["caller"] == nil)
        #expect(answer.strings("connectors", "outcome") == ["skipped"])
        #expect(answer.strings("contexts", "url") == ["https://crm.example/"], "what is missing is left out")
    }

    @Test(
        "What can't be a number is a fault of that member, and is not repeated",
        arguments: ["123456x", "+", "%", "+999123456789"])
    func invalid(number: String) async throws {
        let answer = try await self.lookUp(#"{"number":"\#(number)"}"#)
        expectProblem(answer, 422, "invalidNumber", at: ["/number"])
        #expect(!answer.text.contains("123456"))
    }

    @Test("A national writing is read in the request's region, else the service's, else the configuration's")
    func regions() async throws {
        var france = ServerBench.support
        france["region"] = .string("FR")
        let bench = ServerBench { $0.support = france }
        let national = #"{"number":"01 99 00 12 34"}"#
        #expect(try await self.lookUp(national, on: bench).string("number/e164") == "+33199001234")
        #expect(try await self.lookUp(national, as: .administrator, on: bench).string("number/e164") == "+49199001234")
        let british = #"{"number":"020 79460123","region":"GB"}"#
        #expect(try await self.lookUp(british, on: bench).string("number/e164") == "+442079460123")
        let international = #"{"number":"+49 30 23125123","region":"GB"}"#
        #expect(try await self.lookUp(international, on: bench).string("number/e164") == "+493023125123")
    }

    @Test("A national writing without any region is refused, and an international one is not")
    func noRegion() async throws {
        let bench = ServerBench { $0.region = nil }
        expectProblem(try await self.lookUp(#"{"number":"030 23125123"}"#, on: bench), 422, "regionRequired", at: ["/number"])
        let german = #"{"number":"030 23125123","region":"DE"}"#
        #expect(try await self.lookUp(german, on: bench).string("caller/displayName") == "Anna Meier")
        #expect(try await self.lookUp(Self.known, on: bench).string("caller/displayName") == "Anna Meier")
    }

    @Test("Without a service there are no links, but for keys of one service")
    func services() async throws {
        let wide = try await self.lookUp(Self.known, as: .administrator)
        #expect(wide.count("contexts") == 0 && wide.names("parameters") == [] && wide.string("status") == "resolved")
        let named = try await self.lookUp(#"{"number":"+493023125123","service":"support"}"#, as: .administrator)
        #expect(named.strings("contexts", "name") == ["CRM"])
    }

    @Test("B9 A service that is unknown or another's is 404", arguments: ["sales", "nobody"])
    func foreignService(id: String) async throws {
        expectProblem(try await self.lookUp(#"{"number":"","service":"\#(id)"}"#), 404, "serviceNotFound")
    }

    @Test(
        "C9 Owners and operators may ask how an answer came about; a switchboard may not",
        arguments: [ServerBench.Key.olga, .administrator])
    func explanations(key: ServerBench.Key) async throws {
        let body = #"{"number":"+493023125123","explain":true}"#
        let answer = try await self.lookUp(body, as: key)
        #expect(answer.status == 200 && answer.count("trace").map { $0 > 0 } == true)
        #expect(answer.strings("trace", "connector")?.contains("contacts") == true)
        expectProblem(try await self.lookUp(body), 403, "forbidden")
        #expect(try await self.lookUp(Self.known, as: key)["trace"] == nil)
    }

    // MARK: Answers that are given again

    @Test("C4 The same question within a minute has the same answer, byte by byte; later it is made anew")
    func cache() async throws {
        let bench = ServerBench()
        let first = try await self.lookUp(Self.known, on: bench)
        bench.time.advance(by: .seconds(59))
        #expect(try await self.lookUp(Self.known, on: bench).text == first.text)
        bench.time.advance(by: .seconds(1))
        let later = try await self.lookUp(Self.known, on: bench)
        #expect(later.string("expiresAt") == "1970-01-01T00:18:40.000Z")
    }

    @Test("An answer is given again to the same key only, and to the same bytes")
    func cacheKeys() async throws {
        let bench = ServerBench()
        _ = try await self.lookUp(Self.known, on: bench)
        bench.time.advance(by: .seconds(1))
        for (body, key) in [(Self.known, ServerBench.Key.administrator), (Self.known + " ", .switchboard)] {
            #expect(try await self.lookUp(body, as: key, on: bench).string("expiresAt") == "1970-01-01T00:17:41.000Z")
        }
    }

    @Test("Changed settings are seen by the next lookup")
    func cacheAndSettings() async throws {
        let bench = ServerBench()
        #expect(try await self.lookUp(Self.known, on: bench).count("contexts") == 1)
        let settings = #"{"displayName":"Support","owners":["olga@example.com"],"parameters":[{"name":"ticket","default":"1"}]}"#
        #expect(
            try await bench.send(.put, "/v1/services/support/settings", as: .olga, settings, headers: [.ifMatch: "*"]).status
                == 200)
        let after = try await self.lookUp(Self.known, on: bench)
        #expect(after.count("contexts") == 0 && after.string("parameters/ticket") == "1")
    }

    @Test("Forgetting a number empties memory of it, names the books that know it, and says what was there")
    func forget() async throws {
        let bench = ServerBench()
        let first = try await self.lookUp(Self.known, on: bench)
        bench.time.advance(by: .seconds(1))
        #expect(
            try await bench.send(.post, "/v1/forget", as: .switchboard, Self.known).text
                == #"{"cache":0,"contexts":0,"pending":0,"memo":1,"recall":0,"at":"1970-01-01T00:16:41.000Z","books":["contacts"]}"#
        )
        let later = try await self.lookUp(Self.known, on: bench)
        #expect(later.text != first.text && later.string("expiresAt") == "1970-01-01T00:17:41.000Z")
        #expect(
            try await bench.send(.post, "/v1/forget", as: .administrator, #"{"number":"+442079460123"}"#).text
                == #"{"cache":0,"contexts":0,"pending":0,"memo":0,"recall":0,"at":"1970-01-01T00:16:41.000Z","books":[]}"#)
    }

    @Test("A number to forget must be one")
    func forgetNothing() async throws {
        let bench = ServerBench()
        expectProblem(
            try await bench.send(.post, "/v1/forget", as: .administrator, #"{"number":"12"}"#), 422, "invalidNumber",
            at: ["/number"])
        expectProblem(
            try await bench.send(.post, "/v1/forget", as: .administrator, #"{"session":"c-1"}"#), 422, "unknownMember",
            at: ["/session", "/number"])
    }
}
