import CallModel
import HTTPTypes
import Testing

@testable import CallcardServer

@Suite("Every answer has the headers that protect browsers, whatever it is", .timeLimit(.minutes(5)))
struct CommonHeaderTests {
    private static let policy = "default-src 'none'; frame-ancestors 'none'"

    private func bench(publicURL: String? = nil) -> ServerBench {
        ServerBench(options: .init(pages: PageOptions(publicURL: publicURL)))
    }

    @Test(
        "The interface's answers are no documents: neither success nor problem, neither 404 nor 405",
        arguments: [
            ("GET", "/healthz", nil, 200), ("GET", "/v1/services", "anna", 200), ("GET", "/openapi.json", nil, 200),
            ("DELETE", "/v1/triggers/tasks/x", "flow", 204), ("GET", "/v1/reports/interactions", "olga", 200),
            ("POST", "/v1/lookups", "switchboard", 400), ("GET", "/v1/services", nil, 401),
            ("GET", "/v1/services", "administrator", 403), ("GET", "/v1/sessions/c-9/context", "flow", 404),
            ("GET", "/nothing", nil, 404), ("GET", "/v1/lookups", nil, 405),
            ("PUT", "/v1/services/support/settings", "olga", 428),
        ] as [(String, String, String?, Int)])
    func interface(method: String, path: String, key: String?, status: Int) async throws {
        let answer = try await self.bench().send(
            try #require(HTTPRequest.Method(method)), path, as: key.flatMap(ServerBench.Key.init), method == "POST" ? "" : nil)
        #expect(answer.status == status)
        #expect(answer.headers[values: .xContentTypeOptions] == ["nosniff"])
        #expect(answer.headers[values: .contentSecurityPolicy] == [Self.policy])
        #expect(answer.headers[.strictTransportSecurity] == nil)
    }

    @Test(
        "A page's answers have its own policy, and say no more to others than they must",
        arguments: [
            ("GET", "/", 303), ("GET", "/sign-in", 200), ("GET", "/sign-in/callback", 400), ("POST", "/sign-out", 403),
            ("GET", "/assets/nothing.js", 404), ("POST", "/try", 405),
        ])
    func pages(method: String, path: String, status: Int) async throws {
        let answer = try await self.bench().send(try #require(HTTPRequest.Method(method)), path)
        #expect(answer.status == status)
        #expect(answer.headers[values: .xContentTypeOptions] == ["nosniff"])
        #expect(answer.headers[values: .referrerPolicy] == ["no-referrer"])
        #expect(answer.headers[values: .crossOriginOpenerPolicy] == ["same-origin"])
        #expect(answer.headers[.permissionsPolicy]?.contains("microphone=()") == true)
        guard status != 303 else { return }
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; script-src 'self'") == true)
    }

    @Test(
        "Browsers that reach us by TLS come by TLS only, for a year",
        arguments: ["/healthz", "/nothing", "/sign-in", "/v1/services"])
    func transport(path: String) async throws {
        let answer = try await self.bench(publicURL: "https://callcard.example").send(.get, path)
        #expect(answer.headers[values: .strictTransportSecurity] == ["max-age=31536000"])
    }

    @Test(
        "Nobody on the way keeps an answer that may hold caller data",
        arguments: [
            ("/v1/users/me/interactions", "anna"), ("/v1/users/me/interactions/i-c-1", "anna"),
            ("/v1/sessions/c-1/context", "flow"),
            ("/v1/reports/interactions", "olga"), ("/v2/AddressBooks/contacts/contacts", "flow"), ("/v1/connectors", "olga"),
        ])
    func caching(path: String, key: String) async throws {
        let bench = self.bench()
        try await bench.takeCall()
        let answer = try await bench.send(.get, path, as: ServerBench.Key(rawValue: key))
        #expect(answer.status == 200 && answer.headers[values: .cacheControl] == ["no-store"])
    }
}
