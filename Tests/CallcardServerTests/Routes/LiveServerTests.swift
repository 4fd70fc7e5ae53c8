import CallModel
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Logging
import NIOCore
import TestSupport
import Testing

@testable import CallcardServer

@Suite("The interface over a real connection", .timeLimit(.minutes(5)))
struct LiveServerTests {
    private let bench = ServerBench()

    /// Sends requests, one after another on one connection, to a server on this machine.
    private func live<Value: Sendable>(
        _ test:
            @Sendable @escaping (_ send: @Sendable (HTTPRequest.Method, String, ServerBench.Key?, String?) async throws -> Answer)
            async throws -> Value
    ) async throws -> Value {
        let application = Hummingbird.Application(
            responder: self.bench.api.responder,
            server: HTTPServerBuilder { [api = self.bench.api] in ServerChannel(responder: $0, api: api.responder, room: api.room)
            },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)), logger: Logger(label: "test"))
        return try await application.test(.live) { client in
            try await test { method, path, key, body in
                var headers: HTTPFields = [.contentType: "application/json"]
                if let key { headers[.apiKey] = key.rawValue }
                let buffer = body.map { ByteBuffer(string: $0) }
                return Answer(try await client.execute(uri: path, method: method, headers: headers, body: buffer))
            }
        }
    }

    @Test("Requests on one connection are answered in their order, whatever became of those before")
    func order() async throws {
        let answers = try await self.live { send in
            [
                try await send(.post, "/v1/lookups", .switchboard, #"{"number":"+493023125123"}"#),
                try await send(.post, "/v1/lookups", .switchboard, String(repeating: " ", count: 70_000)),
                try await send(.post, "/v1/lookups", nil, "{"), try await send(.get, "/nothing", nil, nil),
                try await send(.delete, "/v1/triggers/tasks/x", .flow, nil), try await send(.get, "/healthz", nil, nil),
            ]
        }
        #expect(answers.map(\.status) == [200, 413, 401, 404, 204, 200])
        #expect(answers[0].string("caller/displayName") == "Anna Meier")
        #expect(answers[0].headers[.contentLength] == String(answers[0].text.utf8.count))
    }

    @Test("This machine may read metrics without a credential")
    func loopback() async throws {
        let metrics = try await self.live { send in try await send(.get, "/metrics", nil, nil) }
        #expect(metrics.status == 200 && metrics.text.contains("callcard_sessions_live 0.0"))
    }

    @Test("A call that waits for news is answered when they come")
    func waiting() async throws {
        let bench = self.bench
        try await bench.takeCall()
        let news = try await self.live { send in
            async let answer = send(.get, "/v1/sessions/c-1/context?afterRevision=1&waitMs=30000", .flow, nil)
            await bench.time.waitForSleepers(1)
            let update = #"{"customer":{"company":"ACME AG"}}"#
            #expect(try await bench.send(.put, "/v1/tasks/c-1", as: .flow, update).status == 200)
            return try await answer
        }
        #expect(news.int("revision") == 2 && news.string("caller/company") == "ACME AG")
    }
}
