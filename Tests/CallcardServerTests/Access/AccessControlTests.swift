import CallModel
import HTTPTypes
import Hummingbird
import Logging
import TestSupport
import Testing

@testable import CallcardServer

@Suite("X1 Who may call an endpoint")
struct AccessControlTests {
    private static let credentials = KnownCredentials(principals: [
        "agent-key": Principal(id: "agent", role: .agent, services: .all, user: "anna@example.com"),
        "operator-key": Principal(id: "operator", role: .operator, services: .all),
        "switch-key": Principal(id: "switch", role: .sessionService, services: .only(["support"])),
    ])

    private let time = ManualTime()
    private let pages: PageAuthentication
    private let accessControl: AccessControl

    init() {
        self.pages = PageAuthentication(PageOptions(linked: [Self.anna]), time: self.time)
        self.accessControl = AccessControl(
            authenticator: { Self.credentials }, limiter: RateLimiter(rate: 1, burst: 3, time: self.time),
            peerLimiter: RateLimiter(rate: 1, burst: 3, time: self.time), pages: self.pages,
            localRequest: LocalRequest(hasPublicURL: false), room: ConnectionRoom(limit: 8), peers: PeerRule())
    }

    /// The id of whoever is let in; the problem's code where nobody is.
    private func admitted(
        _ headers: HTTPFields, as roles: Set<Role>, method: HTTPRequest.Method = .get, by accessControl: AccessControl? = nil
    ) async throws -> String {
        let request = Request.sent(method, "/v1/things", headers: headers)
        do throws(Problem) {
            return try await (accessControl ?? self.accessControl).admit(request, roles: roles).principal.id
        } catch {
            return error.code.rawValue
        }
    }

    /// The status with which a route answers; 200 where its handler was called.
    private func status(_ headers: HTTPFields, by access: Endpoint.Access, from address: String) async throws -> Int {
        let route = Route(
            path: "/v1/things", endpoints: [Endpoint(.get, "/v1/things", access)], accessControl: self.accessControl,
            headers: CommonHeaders(isSecure: false), logger: Logger(label: "test"))
        let request = Request.sent(.get, "/v1/things", authority: "localhost", headers: headers)
        return await route.respond(to: request, context: try .from(address)).status.code
    }

    private static let anna = Principal(id: "link", role: .agent, services: .all, user: "anna@example.com")

    private func cookie() async throws -> String {
        let source = LoginSessionContents.Source.link(user: "anna@example.com", role: .agent)
        return "callcard=\(try await self.pages.loginSessions.begin(source, by: RandomSecret.fresh()))"
    }

    @Test(
        "A credential comes as a bearer token or as an API key",
        arguments: [
            (HTTPField.Name.authorization, "Bearer agent-key", "agent"), (.authorization, "bearer agent-key", "agent"),
            (.authorization, "BEARER   agent-key", "agent"), (.apiKey, "agent-key", "agent"),
            (.authorization, "Bearer other-key", "unauthenticated"), (.authorization, "Basic agent-key", "unauthenticated"),
            (.authorization, "agent-key", "unauthenticated"), (.authorization, "Bearer", "unauthenticated"),
            (.authorization, "Bearer ", "unauthenticated"), (.authorization, "", "unauthenticated"),
            (.apiKey, "Bearer agent-key", "unauthenticated"), (.apiKey, "", "unauthenticated"),
        ])
    func credentials(name: HTTPField.Name, value: String, expected: String) async throws {
        #expect(try await self.admitted([name: value], as: [.agent]) == expected)
    }

    @Test("Where both come, the bearer token counts, good or bad")
    func both() async throws {
        let good: HTTPFields = [.authorization: "Bearer agent-key", .apiKey: "other-key"]
        #expect(try await self.admitted(good, as: [.agent]) == "agent")
        let bad: HTTPFields = [.authorization: "Basic x", .apiKey: "agent-key"]
        #expect(try await self.admitted(bad, as: [.agent]) == "unauthenticated")
    }

    @Test(
        "A role opens its own endpoints and no others",
        arguments: [("agent-key", Role.agent), ("operator-key", .operator), ("switch-key", .sessionService)])
    func roles(key: String, role: Role) async throws {
        for other in Role.allCases {
            let answer = try await self.admitted([.apiKey: key], as: [other])
            #expect((answer != "forbidden") == (other == role), "\(other)")
        }
    }

    @Test("What is open is open to all, and nobody is looked at", arguments: [HTTPFields(), [.apiKey: "other-key"]])
    func open(headers: HTTPFields) async throws {
        #expect(try await self.status(headers, by: .open { _ in Response(status: .ok) }, from: "192.0.2.7") == 200)
    }

    @Test(
        "This machine needs no key where operators do",
        arguments: [
            ("127.0.0.1", true), ("127.8.8.8", true), ("::1", true), ("::ffff:127.0.0.1", true), ("192.0.2.7", false),
            ("10.0.0.1", false), ("::2", false), ("::ffff:192.0.2.7", false), ("128.0.0.1", false),
        ])
    func loopback(address: String, isLetIn: Bool) async throws {
        let access = Endpoint.Access.operatorOrLoopback { _ in Response(status: .ok) }
        #expect(try await self.status([:], by: access, from: address) == (isLetIn ? 200 : 401))
        #expect(try await self.status([.apiKey: "operator-key"], by: access, from: "192.0.2.7") == 200)
        #expect(try await self.status([.apiKey: "agent-key"], by: access, from: "192.0.2.7") == 403)
        let operators = Endpoint.Access.roles([.operator]) { _ in Response(status: .ok) }
        #expect(try await self.status([:], by: operators, from: "127.0.0.1") == 401)
    }

    @Test("B12 The rate of a key is limited, told when to come again, and others are not")
    func rates() async throws {
        for _ in 0..<3 { #expect(try await self.admitted([.apiKey: "agent-key"], as: [.agent]) == "agent") }
        #expect(try await self.admitted([.apiKey: "agent-key"], as: [.agent]) == "rateLimited")
        #expect(try await self.admitted([.apiKey: "operator-key"], as: [.operator]) == "operator")
        let problem = #expect(throws: Problem.self) { try self.accessControl.limitRate(of: "agent") }
        #expect(problem?.retryAfter.map { $0 > .zero && $0 <= .seconds(2) } == true)
        self.time.advance(by: .seconds(1))
        #expect(try await self.admitted([.apiKey: "agent-key"], as: [.agent]) == "agent")
    }

    @Test("Session services have no rate: calls are as many as they are")
    func switchHasNoRate() async throws {
        for _ in 0..<20 { #expect(try await self.admitted([.apiKey: "switch-key"], as: [.sessionService]) == "switch") }
    }

    @Test("What is refused for its role uses up nothing")
    func refusalsAreFree() async throws {
        for _ in 0..<20 { #expect(try await self.admitted([.apiKey: "agent-key"], as: [.owner]) == "forbidden") }
        #expect(try await self.admitted([.apiKey: "agent-key"], as: [.agent]) == "agent")
    }

    @Test("A page's cookie reads, and is whoever signed in")
    func loginSessions() async throws {
        let cookie = try await self.cookie()
        #expect(try await self.admitted([.cookie: cookie], as: [.agent]).hasPrefix("login:"))
        #expect(try await self.admitted([.cookie: cookie], as: [.operator]) == "forbidden")
        #expect(try await self.admitted([.cookie: "callcard=\(RandomSecret.fresh())"], as: [.agent]) == "unauthenticated")
    }

    @Test(
        "With a cookie alone only our own page changes anything",
        arguments: [
            (HTTPFields(), false), ([.secFetchSite: "same-origin"], true), ([.secFetchSite: "cross-site"], false),
            ([.secFetchSite: "same-site"], false), ([.secFetchSite: "none"], false), ([.origin: "http://callcard.example"], true),
            ([.origin: "https://evil.example"], false), ([.origin: "null"], false),
            ([.secFetchSite: "cross-site", .origin: "http://callcard.example"], false),
        ] as [(HTTPFields, Bool)])
    func crossSite(headers: HTTPFields, isLetIn: Bool) async throws {
        var headers = headers
        headers[.cookie] = try await self.cookie()
        let answer = try await self.admitted(headers, as: [.agent], method: .post)
        #expect(isLetIn ? answer.hasPrefix("login:") : answer == "forbidden")
    }

    @Test("Whoever brings a credential is who that says, cookie or not", arguments: ["Bearer other-key", "Basic x", ""])
    func credentialBeforeCookie(credential: String) async throws {
        let headers: HTTPFields = [.authorization: credential, .cookie: try await self.cookie()]
        #expect(try await self.admitted(headers, as: [.agent]) == "unauthenticated")
    }

    @Test("Where there are no pages a cookie is nothing")
    func noPages() async throws {
        let bare = AccessControl(
            authenticator: { Self.credentials }, limiter: self.accessControl.limiter,
            peerLimiter: self.accessControl.peerLimiter, pages: nil,
            localRequest: self.accessControl.localRequest, room: self.accessControl.room, peers: PeerRule())
        #expect(try await self.admitted([.cookie: try await self.cookie()], as: [.agent], by: bare) == "unauthenticated")
    }
}
