import ApplicationTestSupport
import CallModel
import HTTPTypes
import SessionTestSupport
import TestSupport
import Testing

@testable import CallcardServer

@Suite("Operating the server: probes, reload and what happens without a journal", .timeLimit(.minutes(5)))
struct OperationRouteTests {
    private let bench = ServerBench()

    @Test("The process lives from its first moment on")
    func liveness() async throws {
        #expect(try await self.bench.send(.get, "/healthz").text == #"{"status":"ok"}"#)
    }

    @Test("It is ready between its start and its stop, and then no more")
    func readiness() async throws {
        let ready = try await self.bench.send(.get, "/readyz")
        let checks = #"[{"name":"journal","status":"ok"},{"name":"purge","status":"ok"}]"#
        #expect(ready.status == 200 && ready.text == #"{"status":"ready","checks":\#(checks)}"#)
        for (stage, status, word) in [
            (Readiness.Stage.starting, 503, "starting"), (.stopping, 503, "stopping"), (.ready, 503, "stopping"),
        ] {
            self.bench.api.readiness.enter(stage)
            let answer = try await self.bench.send(.get, "/readyz")
            #expect(answer.status == status && answer.string("status") == word)
        }
    }

    @Test("A reload that is taken says so, and where files are not what is in force")
    func reload() async throws {
        #expect(try await self.bench.send(.post, "/v1/reload", as: .administrator).text == #"{"status":"reloaded"}"#)
        self.bench.reloader.answer(
            with: .success(
                ReloadOutcome(
                    differences: [SettingsDifference(service: "support", pointers: ["/members", "/codes/primary/0"])],
                    restartKeys: ["rates"])))
        #expect(
            try await self.bench.send(.post, "/v1/reload", as: .administrator).text
                == #"{"status":"reloaded","restart":["rates"],"#
                + #""differences":[{"service":"support","pointers":["/members","/codes/primary/0"]}]}"#)
    }

    @Test("F10 A configuration that can't be taken is refused with all that is wrong in it")
    func badReload() async throws {
        self.bench.reloader.answer(
            with: .failure(
                ReloadFailure(faults: [
                    .init(place: "callcard.yaml:12:5", message: "keys is not known"),
                    .init(place: "support.yaml:1:1", message: "is empty"),
                ])))
        let answer = try await self.bench.send(.post, "/v1/reload", as: .administrator)
        expectProblem(answer, 422, "invalidValue", at: ["callcard.yaml:12:5", "support.yaml:1:1"])
        #expect(answer.string("detail") == "The configuration has 2 errors; the old one stays in force.")
        #expect(answer.strings("errors", "detail") == ["keys is not known", "is empty"])
    }

    // MARK: D1: a journal that can't be written

    @Test(
        "D1 What can't be journaled is 503 with a time to try again, and nothing of it has happened",
        arguments: [
            (
                "POST", "/v1/sessions/c-2/events", ServerBench.Key.switchboard,
                #"{"id":"e-1","type":"queued","direction":"inbound","service":"support"}"#
            ),
            ("PUT", "/v1/users/me/interactions/i-c-1/conclusion", .anna, #"{"primaryCode":"sale","secondaryCode":"new"}"#),
            ("PUT", "/v1/users/me/active-services", .anna, #"{"services":[]}"#),
            (
                "POST", "/v1/triggers/tasks", .flow,
                #"{"config":{"services":["support@example.com"],"url":"https://flow.example"}}"#
            ),
        ])
    func unwritable(method: String, path: String, key: ServerBench.Key, body: String) async throws {
        try await self.bench.takeCall()
        self.bench.base.journal.fail(with: .unavailable(.full))
        let method = try #require(HTTPRequest.Method(method))
        let refused = try await self.bench.send(method, path, as: key, body)
        expectProblem(refused, 503, "journalUnavailable")
        #expect(refused.headers[.retryAfter] == "1")
        self.bench.base.journal.fail(with: nil)
        let list = try await self.bench.send(.get, "/v1/users/me/interactions", as: .anna)
        #expect(list.strings("items", "session") == ["c-1"] && list.bool("items/0/open") == true)
        #expect(try await self.bench.send(.get, "/v1/users/me/active-services", as: .anna).text == #"{"services":["support"]}"#)
        #expect(try await self.bench.send(method, path, as: key, body).status < 300)
    }

    @Test(
        "D1 What has to be read from the journal is 503",
        arguments: [
            ("/v1/users/me/interactions", ServerBench.Key.anna), ("/v1/users/me/interactions/i-c-9", .anna),
            ("/v1/reports/interactions", .olga),
        ])
    func unreadable(path: String, key: ServerBench.Key) async throws {
        self.bench.base.journal.fail(with: .corrupt)
        let refused = try await self.bench.send(.get, path, as: key)
        expectProblem(refused, 503, "journalUnavailable")
        #expect(refused.headers[.retryAfter] == "1")
    }

    @Test(
        "D1 Lookups and contexts go on; the probe says that the journal is in trouble, and work is still sent here")
    func degraded() async throws {
        try await self.bench.takeCall()
        self.bench.base.journal.fail(with: .unavailable(.full))
        #expect(try await self.bench.post(.ended).status == 503)
        let ready = try await self.bench.send(.get, "/readyz")
        #expect(
            ready.status == 200 && ready.string("status") == "degraded"
                && ready.strings("checks", "status") == ["degraded", "ok"])
        #expect(ready.string("checks/0/detail") == "the last changes were not taken (full); they are refused with 503")
        let lookup = try await self.bench.send(.post, "/v1/lookups", as: .switchboard, #"{"number":"+493023125123"}"#)
        #expect(lookup.string("status") == "resolved")
        #expect(try await self.bench.send(.get, "/v1/sessions/c-1/context", as: .flow).int("revision") == 1)
        self.bench.base.journal.fail(with: nil)
        #expect(try await self.bench.post(.ended).status == 202)
        #expect(try await self.bench.send(.get, "/readyz").string("status") == "ready")
    }
}
