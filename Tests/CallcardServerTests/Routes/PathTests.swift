import HTTPTypes
import Hummingbird
import Testing

@testable import CallcardServer

@Suite("Which paths and methods there are", .timeLimit(.minutes(5)))
struct PathTests {
    private let bench = ServerBench()

    @Test(
        "A path that nothing answers is 404, however near it is to another one",
        arguments: [
            "/", "/nothing", "/v1", "/v1/", "/v1/lookups/", "//v1/lookups", "/v1//lookups", "/v1/lookup%73", "/v1/lookups%2F",
            "/V1/lookups", "/v1/users/me", "/v1/sessions/c-1", "/v1/sessions//context", "/v1/services/support/settings/x",
            "/assets/callcard.svg", "/sign-in", "/v2/addressbooks", "/%", "/%00", "/v1/../healthz",
            "//v1/services/support/settings",
            "/v1//services/support/settings", "/v1/services//support/settings", "/v1/services/support//settings",
            "/v1/services/support/settings/", "/v1/services/support%2Fsettings", "/v1/services%2Fsupport/settings", "//",
            "///healthz",
        ])
    func unknown(path: String) async throws {
        for method in [HTTPRequest.Method.get, .post, .head, .delete] {
            let answer = try await self.bench.send(method, path, as: .administrator)
            #expect(answer.status == 404)
            if method != .head { expectProblem(answer, 404, "notFound") }
            #expect(answer.headers[.allow] == nil)
        }
    }

    @Test(
        "Another method than the path has is 405, and the answer says which it has, with a credential or without",
        arguments: [
            ("/v1/lookups", "GET", "POST"), ("/v1/lookups", "HEAD", "POST"), ("/v1/lookups", "OPTIONS", "POST"),
            ("/healthz", "POST", "GET, HEAD"), ("/healthz", "TRACE", "GET, HEAD"), ("/healthz", "PROPFIND", "GET, HEAD"),
            ("/v1/services/support/settings", "DELETE", "GET, HEAD, PUT"),
            ("/v1/services/support/settings", "TRACE", "GET, HEAD, PUT"),
            ("/v1/services/support/settings", "PROPFIND", "GET, HEAD, PUT"),
            ("/v1/users/me/active-services", "PATCH", "GET, HEAD, PUT"),
            ("/v2/AddressBooks/contacts/contacts", "DELETE", "GET, HEAD, POST, PUT"),
            ("/v1/triggers/tasks", "PUT", "GET, HEAD, POST"),
            ("/v1/triggers/tasks/x", "GET", "DELETE"), ("/v1/users/me/interactions/i-c-1/conclusion", "POST", "PUT"),
        ])
    func methods(path: String, method: String, allowed: String) async throws {
        for key in [nil, ServerBench.Key.administrator] {
            let answer = try await self.bench.send(try #require(HTTPRequest.Method(method)), path, as: key)
            if method == "HEAD" {
                #expect(answer.status == 405 && answer.text.isEmpty)
            } else {
                expectProblem(answer, 405, "methodNotAllowed")
            }
            #expect(answer.headers[values: .allow] == [allowed])
        }
    }

    @Test("X18 HEAD is answered as each GET is, without a body", arguments: AccessRow.api + AccessRow.pages)
    func head(row: AccessRow) async throws {
        guard row.method == .get else { return }
        let bench = ServerBench(options: .init(pages: PageOptions(linked: [ServerBench.Key.anna.principal])))
        try await bench.takeCall()
        for key in [nil, ServerBench.Key.administrator, .anna, .flow] {
            let headers: HTTPFields = key.map { [.apiKey: $0.rawValue] } ?? [:]
            var get = try await bench.respond(.get, row.target, headers: headers, from: "192.0.2.7")
            let head = try await bench.respond(.head, row.target, headers: headers, from: "192.0.2.7")
            if row.path == "/sign-in/callback" {
                #expect(head.status == .methodNotAllowed && head.headers[.allow] == "GET", "used up by a look")
            } else {
                // The sign-in's secrets are fresh each time.
                for name in [HTTPField.Name.setCookie, .location] where get.headers[name] != head.headers[name] {
                    #expect(row.path == "/sign-in")
                    get.headers[name] = head.headers[name]
                }
                #expect(head.status == get.status && head.headers == get.headers)
            }
            #expect(head.body.contentLength == 0)
        }
    }

    @Test("OPTIONS of the whole server says what methods there are")
    func wholeServer() async throws {
        let answer = try await self.bench.send(.options, "*")
        #expect(answer.status == 204 && answer.headers[.allow] == "DELETE, GET, HEAD, OPTIONS, POST, PUT")
    }

    @Test(
        "A parameter of the path is decoded; what can't be decoded names nothing",
        arguments: [
            ("c-1", 200), ("c%2D1", 200), ("%63-1", 200), ("c-1%20", 404), ("%zz", 404), ("%", 404), ("c%2F1", 404), ("c-2", 404),
        ])
    func encoding(id: String, status: Int) async throws {
        try await self.bench.takeCall()
        let answer = try await self.bench.send(.get, "/v1/sessions/\(id)/context", as: .flow)
        #expect(answer.status == status)
        if status == 404 { expectProblem(answer, 404, "sessionNotLive") }
    }

    @Test(
        "A parameter of the query that the contract does not have is refused, without repeating it",
        arguments: [
            ("/v1/sessions/c-1/context?number=%2B493023125123", "flow"), ("/v1/users/me/interactions?user=anna", "anna"),
            ("/v1/services/support/settings?filled=true", "olga"), ("/v1/reports/interactions?user=anna", "olga"),
            ("/v2/AddressBooks/contacts/contacts?id=17", "flow"),
        ])
    func strangeQueries(path: String, key: String) async throws {
        try await self.bench.takeCall()
        let answer = try await self.bench.send(.get, path, as: ServerBench.Key(rawValue: key))
        expectProblem(answer, 422, "unknownMember", at: [""])
        #expect(!answer.text.contains("493023125123") && !answer.text.contains("anna"))
    }
}
