import CallModel
import HTTPTypes
import Hummingbird
import SessionTestSupport
import StrictJSON
import TestSupport
import Testing

@testable import CallcardServer

@Suite("X1 Each endpoint lets in the roles of the contract, and nobody else", .timeLimit(.minutes(5)))
struct AccessTableTests {
    private static let pages = CallcardAPI.Options(pages: PageOptions(linked: [ServerBench.Key.anna.principal]))

    /// The status of a row's request, sent with a credential from an address on the internet to a server of its own.
    private func status(
        _ row: AccessRow, _ credential: String?, from address: String = "192.0.2.7", authority: String = "callcard.example"
    ) async throws -> Int {
        let bench = ServerBench(options: Self.pages)
        try await bench.takeCall()
        var headers: HTTPFields = [.ifMatch: "*"]
        if let credential { headers[.authorization] = "Bearer \(credential)" }
        return try await bench.respond(row.method, row.target, headers: headers, row.body, from: address, authority: authority)
            .status.code
    }

    @Test("A role that is in the row may, another one gets 403", arguments: AccessRow.api + AccessRow.pages)
    func roles(row: AccessRow) async throws {
        for role in Role.allCases {
            let status = try await self.status(row, ServerBench.Key.of(role).rawValue)
            #expect(status == row.open ?? row.statuses[role] ?? 403, "\(role.rawValue)")
        }
    }

    @Test(
        "Without a credential, where one is needed, and with one that is not valid, the answer is 401",
        arguments: AccessRow.api + AccessRow.pages)
    func strangers(row: AccessRow) async throws {
        #expect(try await self.status(row, nil) == row.open ?? row.bare)
        #expect(try await self.status(row, "cc_nobody_secret") == row.open ?? 401)
    }

    @Test("From this machine metrics need no credential, and everything else needs one as from anywhere")
    func loopback() async throws {
        for row in AccessRow.api {
            for address in ["127.0.0.1", "::1"] {
                let status = try await self.status(row, nil, from: address, authority: "localhost")
                #expect(status == (row.path == "/metrics" ? 200 : row.open ?? row.bare), "\(row.testDescription)")
            }
        }
    }

    @Test(
        "X12 What was forwarded does not come from this machine",
        arguments: [("X-Forwarded-For", "192.0.2.7"), ("Forwarded", "for=192.0.2.7"), ("Via", "1.1 proxy.example")])
    func forwarded(name: String, value: String) async throws {
        let headers: HTTPFields = [try #require(HTTPField.Name(name)): value]
        let answer = try await ServerBench().respond(
            .get, "/metrics", headers: headers, from: "127.0.0.1", authority: "localhost")
        #expect(answer.status == .unauthorized)
    }

    @Test("X12 Where there is an address for browsers nobody is of this machine, with pages or without")
    func publicURL() async throws {
        let address = PageOptions(publicURL: "https://callcard.example")
        for options in [CallcardAPI.Options(pages: address), CallcardAPI.Options(hasPublicURL: true)] {
            let answer = try await ServerBench(options: options)
                .respond(.get, "/metrics", from: "127.0.0.1", authority: "localhost")
            #expect(answer.status == .unauthorized)
        }
    }

    @Test("Each endpoint of the server has a row here")
    func allEndpoints() {
        let endpoints = ServerBench(options: Self.pages).api.responder.endpoints
        func names(_ surface: Endpoint.Surface) -> [String] {
            endpoints.filter { $0.surface == surface }.map { "\($0.method.rawValue) \($0.path)" }.sorted()
        }
        #expect(names(.api) == AccessRow.api.map(\.testDescription).sorted())
        #expect(names(.page) == AccessRow.pages.map(\.testDescription).sorted())
    }

    @Test("The OpenAPI document describes the endpoints of the interface, and no others")
    func document() async throws {
        let bench = ServerBench(options: Self.pages)
        let answer = try await bench.send(.get, "/openapi.json")
        let paths = try #require(answer["paths"]?.objectValue)
        let methods: Set<String> = ["get", "put", "post", "patch", "delete"]
        let described = paths.members.flatMap { path, item in
            (item.objectValue?.members.map(\.name) ?? []).filter(methods.contains).map { "\($0.uppercased()) \(path)" }
        }
        #expect(described.sorted() == AccessRow.api.map(\.testDescription).sorted())
    }

    @Test(
        "Another user's path is 404, whatever is below it",
        arguments: [
            ("GET", "interactions"), ("POST", "interactions/search"), ("GET", "interactions/i-c-1"),
            ("PUT", "interactions/i-c-1/conclusion"), ("GET", "events"), ("GET", "active-services"), ("PUT", "active-services"),
        ])
    func otherUsers(method: String, path: String) async throws {
        let bench = ServerBench()
        try await bench.takeCall()
        let method = try #require(HTTPRequest.Method(method))
        for user in [ben, "nobody@example.com", "%zz"] {
            let answer = try await bench.send(method, "/v1/users/\(user)/\(path)", as: .anna, method == .get ? nil : "{}")
            expectProblem(answer, 404, "notFound")
        }
    }

    @Test("A user's own path is their name in any case, encoded or not, and `me`")
    func ownPath() async throws {
        let bench = ServerBench()
        for user in ["me", "ME", anna, "Anna@Example.COM", "anna%40example.com"] {
            #expect(
                try await bench.send(.get, "/v1/users/\(user)/active-services", as: .anna).text == #"{"services":["support"]}"#)
        }
    }

    @Test("A credential comes as a bearer token or as an API key")
    func forms() async throws {
        let bench = ServerBench()
        for headers in [[.authorization: "Bearer administrator"], [.apiKey: "administrator"]] as [HTTPFields] {
            #expect(try await bench.send(.get, "/v1/connectors", headers: headers).status == 200)
        }
        let refused = try await bench.send(.get, "/v1/connectors", headers: [.authorization: "Basic administrator"])
        expectProblem(refused, 401, "unauthenticated")
        #expect(refused.headers[.wwwAuthenticate] == "Bearer")
    }

    @Test("B12 A key has a rate, and 429 says when it has passed; session services have none")
    func rate() async throws {
        let bench = ServerBench(options: .init(requestsPerSecond: 1, burst: 2))
        for _ in 0..<2 { #expect(try await bench.send(.get, "/v1/services", as: .anna).status == 200) }
        let limited = try await bench.send(.get, "/v1/services", as: .anna)
        expectProblem(limited, 429, "rateLimited")
        #expect(limited.headers[.retryAfter] == "1")
        #expect(try await bench.send(.get, "/v1/services", as: .ben).status == 200)
        bench.time.advance(by: .milliseconds(1_001))
        #expect(try await bench.send(.get, "/v1/services", as: .anna).status == 200)
        for _ in 0..<5 {
            #expect(try await bench.send(.post, "/v1/lookups", as: .switchboard, #"{"number":""}"#).status == 200)
        }
    }
}
