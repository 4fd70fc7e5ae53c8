import ApplicationTestSupport
import CallModel
import Flows
import HTTPTypes
import TestSupport
import Testing

@testable import CallcardServer

@Suite("POST /v1/webhooks/{connector}: one effect for each delivery that is proven", .timeLimit(.minutes(5)))
struct WebhookRouteTests {
    private let bench = ServerBench()
    private static let ofCall = #"{"session":"c-1","customer":{"company":"ACME AG"}}"#
    private static let ofNumber = #"{"number":"+442079460123","customer":{"displayName":"Bo Example"}}"#

    /// A delivery with a signature, by default a good one of this moment.
    private func deliver(
        _ body: String = ofCall, id: String = "msg_1", at seconds: Int64? = nil, signature: String? = nil, signed: String? = nil
    ) async throws -> Answer {
        let timestamp = seconds ?? self.bench.time.wallNow().milliseconds / 1_000
        let good = WebhookSignature.sign(
            id: id, timestamp: timestamp, body: Array((signed ?? body).utf8), secret: InMemoryEngines.webhook.secrets[0])
        return try await self.bench.send(
            .post, "/v1/webhooks/crm", body,
            headers: [
                HTTPField.Name("webhook-id")!: id, HTTPField.Name("webhook-timestamp")!: String(timestamp),
                HTTPField.Name("webhook-signature")!: signature ?? good,
            ])
    }

    private func context(of session: String = "c-1") async throws -> Answer {
        try await self.bench.send(.get, "/v1/sessions/\(session)/context", as: .flow)
    }

    @Test("A signed statement of a live call is in its context, under the connector's name")
    func signed() async throws {
        try await self.bench.takeCall()
        let answer = try await self.deliver()
        #expect(answer.status == 200 && answer.text == #"{"revision":2}"#)
        let context = try await self.context()
        #expect(context.string("caller/company") == "ACME AG" && context.string("sources/company") == "crm")
    }

    @Test("B1 A delivery that comes again is answered the same, and has no second effect")
    func repetition() async throws {
        try await self.bench.takeCall()
        _ = try await self.deliver()
        _ = try await self.deliver(#"{"session":"c-1","customer":{"company":"ACME GmbH"}}"#, id: "msg_2")
        #expect(try await self.deliver().text == #"{"revision":2}"#)
        #expect(try await self.context().string("caller/company") == "ACME GmbH")
    }

    @Test("B2 The same id with another body is refused")
    func reuse() async throws {
        try await self.bench.takeCall()
        _ = try await self.deliver()
        expectProblem(try await self.deliver(#"{"session":"c-1","customer":null}"#), 409, "idReused")
        #expect(try await self.context().string("caller/company") == "ACME AG")
    }

    @Test(
        "B3 A delivery may be five minutes old or early, and no more",
        arguments: [(-300, 200), (300, 200), (-301, 401), (301, 401)])
    func times(seconds: Int64, status: Int) async throws {
        try await self.bench.takeCall()
        let answer = try await self.deliver(at: 1_002 + seconds)
        #expect(answer.status == status)
        if status == 401 { expectProblem(answer, 401, "unauthenticated") }
    }

    @Test(
        "B5 A signature that is not good is 401, whatever else the delivery is",
        arguments: ["v1,AAAA", "v1", "", "v2,x", "v1,\(String(repeating: "A", count: 43))=", "v1,%%% v1,===", "v1a,x v1,"])
    func badSignatures(signature: String) async throws {
        try await self.bench.takeCall()
        expectProblem(try await self.deliver(signature: signature), 401, "unauthenticated")
        expectProblem(try await self.deliver("{", signature: signature), 401, "unauthenticated")
        #expect(try await self.context().int("revision") == 1)
    }

    @Test("A signature is one of these bytes, of this id and of this time")
    func otherContent() async throws {
        try await self.bench.takeCall()
        expectProblem(try await self.deliver(signed: Self.ofCall + " "), 401, "unauthenticated")
        let ofOtherID = WebhookSignature.sign(
            id: "msg_2", timestamp: 1_002, body: Array(Self.ofCall.utf8), secret: InMemoryEngines.webhook.secrets[0])
        expectProblem(try await self.deliver(signature: ofOtherID), 401, "unauthenticated")
        let strange = WebhookSignature.sign(id: "msg_1", timestamp: 1_002, body: Array(Self.ofCall.utf8), secret: .fresh())
        expectProblem(try await self.deliver(signature: strange), 401, "unauthenticated")
        expectProblem(try await self.deliver(id: ""), 401, "unauthenticated")
    }

    @Test("B6 Of several signatures one is enough, among the first eight")
    func severalSignatures() async throws {
        try await self.bench.takeCall()
        let good = WebhookSignature.sign(
            id: "msg_1", timestamp: 1_002, body: Array(Self.ofCall.utf8), secret: InMemoryEngines.webhook.secrets[0])
        func list(_ others: Int) -> String { String(repeating: "v1,AAAA ", count: others) + good }
        #expect(try await self.deliver(signature: list(8)).status == 401)
        #expect(try await self.deliver(signature: list(7)).status == 200)
    }

    // MARK: With a key

    private func post(
        _ body: String, to connector: String = "crm", as key: ServerBench.Key = .flow, id: String? = nil
    ) async throws -> Answer {
        try await self.bench.send(
            .post, "/v1/webhooks/\(connector)", as: key, body, headers: id.map { [HTTPField.Name("Idempotency-Key")!: $0] } ?? [:]
        )
    }

    @Test("B9 A webhook that is unknown, or of other services than the key's, is not there")
    func foreign() async throws {
        for connector in ["nobody", "contacts", "CRM", "%zz"] {
            expectProblem(try await self.post(Self.ofCall, to: connector), 404, "notFound")
        }
        expectProblem(try await self.post(Self.ofCall, as: .salesFlow), 404, "notFound")
    }

    @Test("B1 Without an id the same body is the same delivery; an Idempotency-Key is one")
    func bodies() async throws {
        try await self.bench.takeCall()
        #expect(try await self.post(Self.ofCall).text == #"{"revision":2}"#)
        _ = try await self.post(#"{"session":"c-1","customer":{"company":"ACME GmbH"}}"#)
        #expect(try await self.post(Self.ofCall).text == #"{"revision":2}"#)
        #expect(try await self.context().string("caller/company") == "ACME GmbH")
        #expect(try await self.post(Self.ofCall, id: "k-1").text == #"{"revision":4}"#)
        expectProblem(try await self.post(Self.ofCall + " ", id: "k-1"), 409, "idReused")
    }

    @Test("B7 What is said of a call to come waits for ten seconds")
    func toCome() async throws {
        let early = try await self.deliver()
        #expect(early.status == 202 && early.text == "{}")
        #expect(try await self.bench.post(.queued).text == #"{"revision":1}"#)
        #expect(try await self.context().string("caller/company") == "ACME AG")
    }

    @Test("B8 Of a call that has ended nothing can be said, also long after it")
    func ended() async throws {
        try await self.bench.takeCall()
        try await self.bench.post(.ended)
        expectProblem(try await self.deliver(), 404, "sessionNotLive")
        self.bench.time.advance(by: .seconds(3_600))
        expectProblem(try await self.deliver(), 404, "sessionNotLive")
    }

    @Test("What is said of a number is found by its lookups for 15 minutes, and is in its live calls")
    func numbers() async throws {
        try await self.bench.takeCall(from: ServerBench.unknown)
        #expect(try await self.context().string("status") == "unknown")
        let answer = try await self.deliver(Self.ofNumber)
        #expect(answer.status == 202 && answer.text == "{}")
        #expect(try await self.context().string("caller/displayName") == "Bo Example")
        let lookup = #"{"number":"+442079460123"}"#
        #expect(try await self.bench.send(.post, "/v1/lookups", as: .switchboard, lookup).string("sources/displayName") == "crm")
        let foreign = try await self.bench.send(.post, "/v1/lookups", as: .salesSwitchboard, lookup)
        #expect(foreign.string("status") == "unknown" && foreign["caller"] == nil)
        self.bench.time.advance(by: .seconds(900))
        #expect(try await self.bench.send(.post, "/v1/lookups", as: .switchboard, lookup).string("status") == "unknown")
    }

    @Test(
        "A message names a call or a number that can be one",
        arguments: [
            ("{}", "invalidValue", "/session"), (#"{"session":"a b"}"#, "invalidValue", "/session"),
            (#"{"number":"12"}"#, "invalidNumber", "/number"),
            (#"{"number":"+442079460123","region":"gb"}"#, "invalidValue", "/region"),
            (#"{"session":"c-1","customer":7}"#, "invalidValue", "/customer"),
        ])
    func faults(body: String, code: String, pointer: String) async throws {
        try await self.bench.takeCall()
        expectProblem(try await self.post(body), 422, code, at: [pointer])
        expectProblem(try await self.deliver(body), 422, code, at: [pointer])
    }

    @Test("A delivery that was refused had no effect: it may come again")
    func refusedFirst() async throws {
        expectProblem(try await self.deliver("{", id: "msg_1"), 400, "malformedJson")
        try await self.bench.takeCall()
        #expect(try await self.deliver(id: "msg_1").status == 200)
    }
}
