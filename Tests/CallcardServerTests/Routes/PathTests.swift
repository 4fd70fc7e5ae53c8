import HTTPTypes
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
        ])
    func unknown(path: String) async throws {
        for method in [HTTPRequest.Method.get, .post, .head, .delete] {
            let answer = try await self.bench.send(method, path, as: .administrator)
            expectProblem(answer, 404, "notFound")
            #expect(answer.headers[.allow] == nil)
        }
    }

    @Test(
        "Another method than the path has is 405, and the answer says which it has, with a credential or without",
        arguments: [
            ("/v1/lookups", "GET", "POST"), ("/v1/lookups", "OPTIONS", "POST"), ("/healthz", "POST", "GET"),
            ("/v1/services/support/settings", "DELETE", "GET, PUT"), ("/v1/users/me/active-services", "PATCH", "GET, PUT"),
            ("/v2/AddressBooks/contacts/contacts", "DELETE", "GET, POST, PUT"), ("/v1/triggers/tasks", "GET", "POST"),
            ("/v1/triggers/tasks/x", "GET", "DELETE"), ("/v1/users/me/interactions/i-c-1/conclusion", "POST", "PUT"),
        ])
    func methods(path: String, method: String, allowed: String) async throws {
        for key in [nil, ServerBench.Key.administrator] {
            let answer = try await self.bench.send(try #require(HTTPRequest.Method(method)), path, as: key)
            expectProblem(answer, 405, "methodNotAllowed")
            #expect(answer.headers[values: .allow] == [allowed])
        }
    }

    @Test(
        "X18 HEAD is answered as GET is", arguments: [("/healthz", nil), ("/v1/services", .anna)] as [(String, ServerBench.Key?)])
    func head(path: String, key: ServerBench.Key?) async throws {
        let answer = try await self.bench.send(.head, path, as: key)
        withKnownIssue("X18: HEAD is to come") { #expect(answer.status == 200) }
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
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
