import Application
import ApplicationTestSupport
import CallModel
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import SessionTestSupport
import StrictJSON
import TestSupport
import Waiting

@testable import CallcardServer

/// The whole HTTP interface over engines in memory, with a key of each role.
final class ServerBench: Sendable {
    /// A key by the one who holds it; its raw value is what is sent.
    enum Key: String, CaseIterable, Sendable {
        /// The switchboards of the services support and sales.
        case switchboard, salesSwitchboard
        /// Olga, who owns support and is no member of it.
        case olga
        /// Members of support; Ben is one of sales, too.
        case anna, ben
        /// Flows of the services support and sales.
        case flow, salesFlow
        /// Runs the server.
        case administrator

        /// Whoever presents the key.
        var principal: Principal {
            switch self {
            case .switchboard: Principal(id: "switch", role: .sessionService, services: .only(["support"]))
            case .salesSwitchboard: Principal(id: "switch2", role: .sessionService, services: .only(["sales"]))
            case .olga: Principal(id: "olga", role: .owner, services: .all, user: "olga@example.com")
            case .anna: Principal(id: "anna", role: .agent, services: .all, user: SessionTestSupport.anna)
            case .ben: Principal(id: "ben", role: .agent, services: .all, user: SessionTestSupport.ben)
            case .flow: Principal(id: "flow", role: .flow, services: .only(["support"]))
            case .salesFlow: Principal(id: "flow2", role: .flow, services: .only(["sales"]))
            case .administrator: Principal(id: "ops", role: .operator, services: .all)
            }
        }

        /// A key of each role, which reaches support.
        static func of(_ role: Role) -> Key {
            switch role {
            case .sessionService: .switchboard
            case .owner: .olga
            case .flow: .flow
            case .agent: .anna
            case .operator: .administrator
            }
        }
    }

    /// The engines behind the interface.
    let base: InMemoryEngines
    /// The interface.
    let api: CallcardAPI
    /// What its gauges are read from.
    let registry: PrometheusRegistry
    /// What `POST /v1/reload` comes to.
    let reloader = ScriptedReloader()

    /// A server that is ready.
    ///
    /// - Parameter change: Changes how the engines are made.
    init(
        registry: PrometheusRegistry = .init(), options: CallcardAPI.Options = .init(),
        _ change: (inout InMemoryEngines.Options) -> Void = { _ in }
    ) {
        var engines = InMemoryEngines.Options()
        engines.authenticator = KnownCredentials(
            principals: Dictionary(uniqueKeysWithValues: Key.allCases.map { ($0.rawValue, $0.principal) }))
        engines.support = Self.support
        engines.recallKey = Array(repeating: 7, count: 32)
        change(&engines)
        self.base = InMemoryEngines(engines)
        self.registry = registry
        self.api = CallcardAPI(
            self.base.engines, reloader: self.reloader, checks: [], registry: registry, options: options)
        self.api.readiness.enter(.ready)
    }

    /// Its clock, which stands still at 1970-01-01T00:16:40.000Z.
    var time: ManualTime { self.base.time }

    /// Members of support's settings: those of ``InMemoryEngines`` with codes, a link and a parameter.
    static let support: JSONObject = {
        var members = InMemoryEngines.support
        func code(_ id: String, _ name: String) -> JSONValue { .object(["id": .string(id), "name": .string(name)]) }
        members["codes"] = .object([
            "primary": .array([code("sale", "Sale"), code("question", "Question")]),
            "secondary": .array([code("new", "New customer")]),
        ])
        members["widgets"] = .object(["context": .bool(true), "codes": .bool(true), "tags": .bool(true)])
        members["contexts"] = .array([
            .object(["name": .string("CRM"), "template": .string("https://crm.example/?phone={Caller.Number}")])
        ])
        members["parameters"] = .array([.object(["name": .string("ticket"), "default": .string("4711")])])
        return members
    }()

    /// Sends a request through Hummingbird's test framework and returns the whole answer.
    ///
    /// - Parameters:
    ///   - key: `nil` sends no credential.
    ///   - body: JSON, unless `headers` say something else of it.
    func send(
        _ method: HTTPRequest.Method, _ path: String, as key: Key? = nil, _ body: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await self.send(method, path, as: key, bytes: body.map { ByteBuffer(string: $0) }, headers: headers)
    }

    /// The same with a body of any bytes.
    func send(
        _ method: HTTPRequest.Method, _ path: String, as key: Key? = nil, bytes: ByteBuffer?, headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        if let key { headers[.apiKey] = key.rawValue }
        if bytes != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        let application = Hummingbird.Application(responder: self.api.responder, logger: Logger(label: "test"))
        return try await application.test(.router) { [headers] client in
            Answer(try await client.execute(uri: path, method: method, headers: headers, body: bytes))
        }
    }

    /// Answers a request that came from an address, and leaves the answer's body unread: a stream does not begin.
    func respond(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], _ body: String = "", from address: String,
        authority: String? = "callcard.example"
    ) async throws -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        let head = HTTPRequest(
            method: method, scheme: "https", authority: authority, path: path, headerFields: headers)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
        return try await self.api.responder.respond(to: request, context: .from(address))
    }
}

/// Reloads, or not, as the test says.
final class ScriptedReloader: Reloader {
    private let result = Lock<Result<ReloadOutcome, ReloadFailure>>(.success(ReloadOutcome()))

    /// What reloads come to from now on.
    func answer(with result: Result<ReloadOutcome, ReloadFailure>) {
        self.result.withLock { $0 = result }
    }

    func reload() async throws(ReloadFailure) -> ReloadOutcome { try self.result.withLock(\.self).get() }
}
