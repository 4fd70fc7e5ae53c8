import ApplicationTestSupport
import CallModel
import CoreMetrics
import HTTPTypes
import SessionTestSupport
import TestSupport
import Testing

@testable import CallcardServer

/// The process's metrics; what is counted anywhere in it is counted here from then on.
private enum ProcessMetrics {
    static let registry: PrometheusRegistry = {
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        return registry
    }()
}

@Suite("C22 GET /metrics: figures, and nothing of callers", .timeLimit(.minutes(5)))
struct MetricsRouteTests {
    private func metrics(of bench: ServerBench) async throws -> Answer {
        try await bench.send(.get, "/metrics", as: .administrator)
    }

    /// The value of a series.
    private func value(_ series: String, in answer: Answer) -> String? {
        answer.text.split(separator: "\n").first { $0.hasPrefix(series + " ") }.map { String($0.dropFirst(series.count + 1)) }
    }

    @Test("Metrics are Prometheus' text, each with what it means")
    func format() async throws {
        let answer = try await self.metrics(of: ServerBench())
        #expect(answer.status == 200 && answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(answer.text.contains("# HELP callcard_sessions_live Calls that go on.\n# TYPE callcard_sessions_live gauge\n"))
        #expect(self.value("callcard_journal_available", in: answer) == "1.0")
        #expect(self.value("callcard_visits", in: answer) == nil)
    }

    @Test("Gauges say what is held at the moment")
    func gauges() async throws {
        let bench = ServerBench(options: .init(pages: PageOptions()))
        try await bench.takeCall()
        let subscription = #"{"config":{"services":["support@example.com"],"url":"https://flow.example"}}"#
        #expect(try await bench.send(.post, "/v1/triggers/tasks", as: .flow, subscription).status == 201)
        for body in [#"{"number":"+493023125123"}"#, #"{"number":"+442079460123"}"#, #"{"number":"+493023125123"}"#] {
            #expect(try await bench.send(.post, "/v1/lookups", as: .switchboard, body).status == 200)
        }
        let webhook = #"{"session":"c-9","customer":{"company":"ACME AG"}}"#
        #expect(try await bench.send(.post, "/v1/webhooks/crm", as: .flow, webhook).status == 202)
        let answer = try await self.metrics(of: bench)
        let expected = [
            "callcard_sessions_live": "1.0", "callcard_session_contexts": "1.0", "callcard_memo_entries": "2.0",
            "callcard_trigger_subscriptions": "1.0", "callcard_webhooks_held": "1.0", "callcard_webhook_deliveries": "1.0",
            "callcard_event_streams": "0.0", "callcard_context_waits": "0.0", "callcard_visits": "0.0",
        ]
        for (series, value) in expected { #expect(self.value(series, in: answer) == value, "\(series)") }
    }

    @Test("Requests are counted by route and status; a route is named as the document writes it")
    func requests() async throws {
        let bench = ServerBench(registry: ProcessMetrics.registry)
        let series = #"callcard_http_requests_total{route="/v1/sessions/{id}/context",status="422"}"#
        let before = self.value(series, in: try await self.metrics(of: bench)).flatMap(Int.init) ?? 0
        for _ in 0..<3 {
            #expect(try await bench.send(.get, "/v1/sessions/c-77/context?waitMs=x", as: .flow).status == 422)
        }
        let after = self.value(series, in: try await self.metrics(of: bench)).flatMap(Int.init) ?? 0
        // Other suites ask the same, at the same time.
        #expect(after >= before + 3)
    }

    @Test("C4 Neither metrics nor problems hold a number, a name, a key, a path or an id, whatever was sent")
    func canaries() async throws {
        let bench = ServerBench(registry: ProcessMetrics.registry) { $0.crm = ScriptedConnector() }
        // Each stands in one request at least, in a place of its own.
        let canaries = ["2025550199", "Canaria", "canary.example", "ca-na-ry", "kanarienvogel", "canarySecret"]
        let number = #""number":"+12025550199""#
        let requests: [(HTTPRequest.Method, String, String)] = [
            (.post, "/v1/lookups", "{\(number),\"region\":\"Canaria\"}"),
            (.post, "/v1/lookups", "{\(number),\"kanarienvogel\":1"),
            (.post, "/v1/lookups", "{\(number),\"service\":\"kanarienvogel\"}"), (.post, "/v1/lookups", "{\"2025550199\":1}"),
            (
                .post, "/v1/sessions/ca-na-ry/events",
                #"{"id":"Canaria 1","type":"queued","direction":"inbound","service":"support"}"#
            ),
            (.get, "/v1/sessions/ca-na-ry/context?canarySecret=1", ""), (.get, "/kanarienvogel/2025550199", ""),
            (.get, "/v1/users/canaria@canary.example/interactions", ""), (.get, "/v1/users/me/interactions/i-ca-na-ry", ""),
            (.put, "/v1/services/kanarienvogel/settings", "{}"),
            (.put, "/v1/services/support/settings", #"{"owners":["Canaria kanarienvogel"]}"#),
            (.post, "/v1/webhooks/kanarienvogel", "{}"), (.post, "/v1/webhooks/crm", "{\(number),\"customer\":\"Canaria\"}"),
            (.put, "/v1/tasks/ca-na-ry", #"{"customer":{"displayName":"Canaria"}}"#),
            (
                .post, "/v1/triggers/tasks",
                #"{"config":{"services":["canary.example"],"url":"https://canary.example/canarySecret"}}"#
            ),
            (.post, "/v1/forget", "{\(number),\"name\":\"Canaria\"}"), (.get, "/v2/AddressBooks/kanarienvogel/contacts", ""),
            (.post, "/v1/templates/preview", #"{"service":"kanarienvogel","template":"https://canary.example"}"#),
        ]
        for (method, path, body) in requests {
            for key in ServerBench.Key.allCases {
                let answer = try await bench.send(method, path, as: key, method == .get ? nil : body, headers: [.ifMatch: "*"])
                #expect((400..<500).contains(answer.status), "\(method.rawValue) \(path)")
                for canary in canaries { #expect(!answer.text.lowercased().contains(canary.lowercased()), "\(path)") }
            }
            let stranger = try await bench.send(method, path, nil, headers: [.authorization: "Bearer canarySecret"])
            #expect(stranger.status >= 400 && !stranger.text.contains("canarySecret"))
        }
        let call = #"{"id":"e-1","type":"queued","direction":"inbound","service":"support","caller":{\#(number)}}"#
        #expect(try await bench.send(.post, "/v1/sessions/ca-na-ry/events", as: .switchboard, call).status == 202)
        let metrics = try await self.metrics(of: bench).text
        #expect(metrics.contains(#"callcard_http_requests_total{route="other",status="404"}"#))
        for canary in canaries { #expect(!metrics.lowercased().contains(canary.lowercased()), "\(canary)") }
    }
}
