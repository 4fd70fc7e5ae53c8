import CallModel
import HTTPTypes
import Hummingbird
import TestSupport
import Testing
import Waiting

@testable import CallcardServer

/// Says who somebody is, or why not, and remembers which attempts it saw.
private final class ScriptedProvider: SignInProvider {
    private let state: Lock<(person: Result<SignInAccount, SignInFailure>, isThere: Bool, attempts: [SignInAttempt])>

    init(_ person: Result<SignInAccount, SignInFailure> = .success(ScriptedProvider.anna), isThere: Bool = true) {
        self.state = Lock((person, isThere, []))
    }

    static let anna = SignInAccount(user: "anna@example.com", grants: [1])

    var health: [Health] { [] }
    var attempts: [SignInAttempt] { self.state.withLock(\.attempts) }

    func address(for attempt: SignInAttempt) async throws(SignInFailure) -> String {
        guard self.state.withLock(\.isThere) else { throw .unavailable }
        self.state.withLock { $0.attempts.append(attempt) }
        return "https://provider.example/authorize?state=\(attempt.state)"
    }

    func account(bringing answer: SignInAnswer, from attempt: SignInAttempt) async throws(SignInFailure) -> SignInAccount {
        guard self.attempts.contains(attempt), answer.code.revealed() == "good" else { throw .refused }
        return try self.state.withLock(\.person).get()
    }

    func rights(of account: SignInAccount) -> (role: Role, services: ServiceScope)? {
        account.grants.contains(1) ? (.agent, .all) : nil
    }
}

@Suite("On the way in and out: what each step takes")
struct SignInControllerTests {
    private let time = ManualTime()

    private func pages(_ provider: ScriptedProvider?, publicURL: String? = "https://callcard.example", linked: [Principal] = [])
        -> PageAuthentication
    {
        PageAuthentication(PageOptions(publicURL: publicURL, provider: provider, linked: linked), time: self.time)
    }

    private func answer(
        _ pages: PageAuthentication, _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:],
        authority: String? = "callcard.example"
    ) async throws -> Response {
        let route = path.prefix { $0 != "?" }
        let endpoint = try #require(
            SignInController(pageAuthentication: pages, localRequest: LocalRequest(hasPublicURL: false)).endpoints.first {
                $0.path == route && $0.method == method
            })
        let request = Request.sent(method, path, authority: authority, headers: headers)
        guard case .open(let handler) = endpoint.access else { throw Problem(.notFound, "The route is not open.") }
        return try await handler(APIRequest(request: request, context: try .from("192.0.2.7")))
    }

    /// The cookie that an answer sets, as a browser sends it back.
    private func cookie(_ response: Response) -> String? {
        response.headers[.setCookie].map { String($0.prefix { $0 != ";" }) }
    }

    /// Begins to sign in; gives the attempt's state and the browser's cookie.
    private func begun(_ pages: PageAuthentication, to target: String = "/try") async throws -> (state: String, cookie: String) {
        let response = try await self.answer(pages, .get, "/sign-in?to=\(target)")
        let state = try #require(response.headers[.location]?.split(separator: "state=").last.map(String.init))
        return (state, try #require(self.cookie(response)))
    }

    @Test("Whoever begins is sent to the provider with an attempt that nobody can guess, and with a cookie for its ten minutes")
    func begin() async throws {
        let provider = ScriptedProvider()
        let pages = self.pages(provider)
        let response = try await self.answer(pages, .get, "/sign-in")
        let attempt = try #require(provider.attempts.first)
        #expect(response.status == .seeOther && response.headers[.cacheControl] == "no-store")
        #expect(response.headers[.location] == "https://provider.example/authorize?state=\(attempt.state)")
        #expect(attempt.redirect == "https://callcard.example/sign-in/callback")
        let secrets = [attempt.state, attempt.nonce, attempt.verifier]
        #expect(Set(secrets).count == 3 && secrets.allSatisfy(RandomSecret.isOne))
        let line = try #require(response.headers[.setCookie])
        #expect(line.hasPrefix("__Host-callcard-sign-in-") && line.hasSuffix("Max-Age=600") && line.contains("HttpOnly; Secure"))
        #expect(!secrets.contains { line.contains($0) })
    }

    @Test("Who comes back with a code is signed in, and on the page that was asked for")
    func finish() async throws {
        let pages = self.pages(ScriptedProvider())
        let (state, cookie) = try await self.begun(pages)
        let back = try await self.answer(pages, .get, "/sign-in/callback?state=\(state)&code=good", [.cookie: cookie])
        #expect(back.status == .seeOther && back.headers[.location] == "/try")
        let text = try #require(self.cookie(back)?.split(separator: "=").last)
        #expect(pages.loginSessions.loginSession([text])?.principal.user == "anna@example.com")
        #expect(back.headers[values: .setCookie].last?.hasSuffix("Max-Age=0") == true, "the attempt is over")
    }

    @Test("The same answer signs in once, also where the provider would take it twice and the browser has kept everything")
    func twice() async throws {
        let pages = self.pages(ScriptedProvider())
        let (state, cookie) = try await self.begun(pages)
        let path = "/sign-in/callback?state=\(state)&code=good"
        #expect(try await self.answer(pages, .get, path, [.cookie: cookie]).status == .seeOther)
        let again = try await self.answer(pages, .get, path, [.cookie: cookie])
        #expect(again.status == .badRequest && pages.loginSessions.count == 1)
        #expect(again.headers[values: .setCookie].allSatisfy { $0.hasSuffix("Max-Age=0") })
    }

    @Test("An account that today's rules give nothing is a stranger's")
    func noPart() async throws {
        let pages = self.pages(ScriptedProvider(.success(SignInAccount(user: "anna@example.com", grants: []))))
        let (state, cookie) = try await self.begun(pages)
        let back = try await self.answer(pages, .get, "/sign-in/callback?state=\(state)&code=good", [.cookie: cookie])
        #expect(back.status == .forbidden && pages.loginSessions.count == 0)
    }

    /// Signs Anna in; gives the value of her cookie.
    private func signedIn(_ pages: PageAuthentication) async throws -> String {
        try await pages.loginSessions.begin(.account(ScriptedProvider.anna), by: RandomSecret.fresh())
    }

    @Test(
        "What is asked for is a page of ours, or it is the first one",
        arguments: [
            ("/try", "/try"), ("/services/support/settings", "/services/support/settings"), ("//evil.example", "/"),
            ("https://evil.example", "/"), ("/sign-in", "/"), ("/services/a?x=1", "/"), ("/services/%0d%0aX:y", "/"), ("", "/"),
            ("/services/" + String(repeating: "a", count: 190), "/services/" + String(repeating: "a", count: 190)),
            ("/services/" + String(repeating: "a", count: 191), "/"),
        ])
    func targets(target: String, shown: String) async throws {
        let pages = self.pages(ScriptedProvider())
        let (state, cookie) = try await self.begun(pages, to: target)
        let back = try await self.answer(pages, .get, "/sign-in/callback?state=\(state)&code=good", [.cookie: cookie])
        #expect(back.headers[.location] == shown)
    }

    @Test("A browser that has begun before keeps both cookies, so that each of its tabs may come back")
    func tabs() async throws {
        let pages = self.pages(ScriptedProvider())
        let (first, second) = (try await self.begun(pages), try await self.begun(pages))
        #expect(first.cookie != second.cookie)
        for state in [first.state, second.state] {
            let cookies: HTTPFields = [.cookie: "\(first.cookie); \(second.cookie)"]
            #expect(
                try await self.answer(pages, .get, "/sign-in/callback?state=\(state)&code=good", cookies).status == .seeOther)
        }
    }

    @Test(
        "What comes back must be what was begun, in the same browser, in time",
        arguments: ["state", "noState", "browser", "noBrowser", "late"])
    func mismatches(wrong: String) async throws {
        let pages = self.pages(ScriptedProvider())
        var (state, cookie) = try await self.begun(pages)
        switch wrong {
        case "state": state = RandomSecret.fresh()
        case "noState": state = ""
        case "browser": cookie = try await self.begun(pages).cookie
        case "noBrowser": cookie = ""
        default: self.time.advance(by: .seconds(600))
        }
        let back = try await self.answer(pages, .get, "/sign-in/callback?state=\(state)&code=good", [.cookie: cookie])
        #expect(back.status == .badRequest && back.headers[.setCookie] == nil)
        #expect(pages.loginSessions.count == 0)
    }

    @Test(
        "Each refusal has its page, and signs nobody in",
        arguments: [
            (SignInFailure.unavailable, HTTPResponse.Status.serviceUnavailable), (.refused, .badRequest),
            (.unproven, .badRequest),
            (.stranger, .forbidden),
        ])
    func refusals(failure: SignInFailure, status: HTTPResponse.Status) async throws {
        let pages = self.pages(ScriptedProvider(.failure(failure)))
        let (state, cookie) = try await self.begun(pages)
        let back = try await self.answer(pages, .get, "/sign-in/callback?state=\(state)&code=good", [.cookie: cookie])
        #expect(back.status == status && pages.loginSessions.count == 0)
        #expect(back.headers[values: .setCookie].allSatisfy { $0.hasSuffix("Max-Age=0") }, "the attempt is over")
        #expect(back.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
    }

    @Test(
        "Where the person says no, or brings no code, nothing is asked of the provider",
        arguments: ["error=access_denied", "error=x&code=good", "a=b"])
    func cancelled(query: String) async throws {
        let pages = self.pages(ScriptedProvider())
        let (state, cookie) = try await self.begun(pages)
        let back = try await self.answer(pages, .get, "/sign-in/callback?state=\(state)&\(query)", [.cookie: cookie])
        #expect(back.status == .forbidden && pages.loginSessions.count == 0)
        #expect(back.headers[.setCookie]?.hasSuffix("Max-Age=0") == true, "the attempt is over all the same")
    }

    @Test("A provider that is not there is a page, and no attempt is kept")
    func providerAway() async throws {
        let response = try await self.answer(self.pages(ScriptedProvider(isThere: false)), .get, "/sign-in")
        #expect(response.status == .serviceUnavailable && response.headers[.setCookie] == nil)
    }

    @Test("Who is signed in goes straight to the page, also with a provider that is not there")
    func signedInAlready() async throws {
        let pages = self.pages(ScriptedProvider(isThere: false))
        let cookie = "__Host-callcard=\(try await self.signedIn(pages))"
        let response = try await self.answer(pages, .get, "/sign-in?to=/try", [.cookie: cookie])
        #expect(response.status == .seeOther && response.headers[.location] == "/try")
    }

    @Test("Signing in ends the login session that the browser had before")
    func loginSessionBefore() async throws {
        let pages = self.pages(ScriptedProvider())
        let old = try await self.signedIn(pages)
        let (state, cookie) = try await self.begun(pages)
        let headers: HTTPFields = [.cookie: "\(cookie); __Host-callcard=\(old)"]
        #expect(try await self.answer(pages, .get, "/sign-in/callback?state=\(state)&code=good", headers).status == .seeOther)
        #expect(pages.loginSessions.loginSession([old[...]]) == nil && pages.loginSessions.count == 1)
    }

    @Test("Without a provider, and without knowing where it is reached, a page says so", arguments: [true, false])
    func nowhere(hasProvider: Bool) async throws {
        let pages = self.pages(hasProvider ? ScriptedProvider() : nil, publicURL: nil)
        let response = try await self.answer(pages, .get, "/sign-in", authority: hasProvider ? nil : "callcard.example")
        #expect(response.status == (hasProvider ? .badRequest : .ok) && response.headers[.setCookie] == nil)
    }

    @Test(
        "Signing out takes a request of our own page",
        arguments: [
            ([.secFetchSite: "same-origin"], true), ([.secFetchSite: "cross-site"], false), ([.secFetchSite: "same-site"], false),
            ([.origin: "https://callcard.example"], true), ([.origin: "https://evil.example"], false), ([:], false),
        ] as [(HTTPFields, Bool)])
    func signOut(headers: HTTPFields, isTaken: Bool) async throws {
        let pages = self.pages(ScriptedProvider())
        let text = try await self.signedIn(pages)
        var headers = headers
        headers[.cookie] = "__Host-callcard=\(text)"
        let response = try await self.answer(pages, .post, "/sign-out", headers)
        #expect(response.status == (isTaken ? .ok : .forbidden))
        #expect((pages.loginSessions.loginSession([text[...]]) == nil) == isTaken)
        #expect((response.headers[.setCookie]?.hasSuffix("Max-Age=0") ?? false) == isTaken)
    }
}
