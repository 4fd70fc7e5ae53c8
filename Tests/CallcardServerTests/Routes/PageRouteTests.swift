import ApplicationTestSupport
import CallModel
import HTTPTypes
import Hummingbird
import SessionTestSupport
import StrictJSON
import Testing

@testable import CallcardServer

@Suite("Pages and assets, and what a page's cookie may", .timeLimit(.minutes(5)))
struct PageRouteTests {
    private let bench: ServerBench

    init() {
        var support = ServerBench.support
        support["contexts"] = .array([
            .object([
                "name": .string("CRM"), "template": .string("https://crm.example/?phone={Caller.Number}"),
                "opens": .string("embedded"),
            ])
        ])
        self.bench = ServerBench(options: .init(pages: PageOptions(linked: [ServerBench.Key.anna.principal]))) {
            $0.support = support
        }
    }

    /// Presses the button of a sign-in link's page.
    private func press(_ link: SignInLink, site: String = "same-origin", from address: String = "127.0.0.1") async throws
        -> Response
    {
        try await self.bench.respond(
            .post, link.url, headers: [.secFetchSite: site], from: address, authority: "localhost")
    }

    /// Uses a fresh sign-in link on this machine; gives the cookie as the browser sends it back.
    private func signIn() async throws -> String {
        let link = try #require(self.bench.api.freshLinks(at: "").first)
        #expect(link.user == anna)
        let answer = try await self.press(link)
        #expect(answer.status == .seeOther && answer.headers[.location] == "/")
        return String(try #require(answer.headers[.setCookie]).prefix { $0 != ";" })
    }

    @Test(
        "Whoever is not signed in is sent to the sign-in, and comes back to where they wanted",
        arguments: [
            ("/", "/sign-in"), ("/try", "/sign-in?to=/try"),
            ("/services/support/settings", "/sign-in?to=/services/support/settings"),
        ])
    func redirects(path: String, target: String) async throws {
        let answer = try await self.bench.send(.get, path, as: .anna)
        #expect(answer.status == 303 && answer.headers[.location] == target)
    }

    @Test("A sign-in link works once, and on this machine only")
    func links() async throws {
        let link = try #require(self.bench.api.freshLinks(at: "").first)
        #expect(try await self.bench.respond(.get, link.url, from: "192.0.2.7").status == .notFound)
        #expect(try await self.bench.respond(.get, link.url, from: "127.0.0.1", authority: "a.example").status == .notFound)
        #expect(try await self.press(link, from: "192.0.2.7").status == .notFound)
        #expect(try await self.press(link, site: "cross-site").status == .forbidden)
        #expect(try await self.bench.respond(.get, link.url, from: "127.0.0.1", authority: "localhost").status == .ok)
        for status in [HTTPResponse.Status.seeOther, .gone] { #expect(try await self.press(link).status == status) }
        #expect(try await self.bench.respond(.get, link.url, from: "127.0.0.1", authority: "localhost").status == .gone)
        _ = self.bench.api.freshLinks(at: "")
        #expect(try await self.bench.respond(.get, link.url, from: "127.0.0.1", authority: "localhost").status == .notFound)
    }

    @Test(
        "A page may have inside what services embed, is asked for each time and known by its tag",
        arguments: ["/", "/try", "/services/support/settings"])
    func pages(path: String) async throws {
        let cookie = try await self.signIn()
        let page = try await self.bench.send(.get, path, headers: [.cookie: cookie])
        #expect(page.status == 200 && page.headers[.contentType] == "text/html; charset=utf-8")
        #expect(page.headers[.cacheControl] == "no-cache" && page.text.hasPrefix("<!DOCTYPE html>"))
        #expect(page.headers[values: .contentSecurityPolicy].count == 1)
        #expect(page.headers[.contentSecurityPolicy]?.contains("frame-src https://crm.example; frame-ancestors 'none'") == true)
        let tag = try #require(page.headers[.eTag])
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let again = try await self.bench.send(.get, path, headers: [.cookie: cookie, .ifNoneMatch: known])
            #expect(again.status == 304 && again.text.isEmpty && again.headers[.eTag] == tag)
        }
        #expect(try await self.bench.send(.get, path, headers: [.cookie: cookie, .ifNoneMatch: "\"x\""]).status == 200)
    }

    @Test(
        "Assets are open to all, and pages are none of them",
        arguments: [
            ("callcard.svg", 200, "image/svg+xml"), ("my-sessions.js", 200, "text/javascript; charset=utf-8"),
            ("tokens.css", 200, "text/css; charset=utf-8"), ("my-sessions.html", 404, "text/html; charset=utf-8"),
            ("nothing.js", 404, "text/html; charset=utf-8"), ("..%2Fopenapi.json", 404, "text/html; charset=utf-8"),
            ("callcard%2Esvg", 200, "image/svg+xml"),
        ])
    func assets(name: String, status: Int, type: String) async throws {
        let answer = try await self.bench.send(.get, "/assets/\(name)")
        #expect(answer.status == status && answer.headers[.contentType] == type)
    }

    @Test("With its cookie a page reads what its user may see, and changes it from our own pages only")
    func cookies() async throws {
        let cookie = try await self.signIn()
        let services = try await self.bench.send(.get, "/v1/services", headers: [.cookie: cookie])
        #expect(services.strings("items", "id") == ["support"])
        expectProblem(try await self.bench.send(.get, "/v1/connectors", headers: [.cookie: cookie]), 403, "forbidden")
        let path = "/v1/users/me/active-services"
        for site in ["cross-site", "same-site", "none"] {
            let headers: HTTPFields = [.cookie: cookie, .secFetchSite: site]
            expectProblem(try await self.bench.send(.put, path, #"{"services":[]}"#, headers: headers), 403, "forbidden")
        }
        let own: HTTPFields = [.cookie: cookie, .secFetchSite: "same-origin"]
        #expect(try await self.bench.send(.put, path, #"{"services":[]}"#, headers: own).status == 200)
    }

    @Test("Signing out ends what the cookie could do")
    func signingOut() async throws {
        let cookie = try await self.signIn()
        let answer = try await self.bench.send(.post, "/sign-out", headers: [.cookie: cookie, .secFetchSite: "same-origin"])
        #expect(answer.status == 200 && answer.headers[.setCookie]?.contains("Max-Age=0") == true)
        expectProblem(try await self.bench.send(.get, "/v1/services", headers: [.cookie: cookie]), 401, "unauthenticated")
        #expect(try await self.bench.send(.get, "/", headers: [.cookie: cookie]).status == 303)
    }
}
