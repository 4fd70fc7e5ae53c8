import CallModel
import Enrichment
import Flows
import StrictJSON
import TestSupport
import Testing

@testable import Application

@Suite("What flows state, subscribe to and fill")
struct FlowUseCaseTests {
    private let bench = Bench()

    private var statement: CallerStatement { CallerStatement(fields: [.company: "ACME AG"]) }

    @Test("A task update is part of the live session's context, and of no other")
    func taskUpdate() async throws {
        try await self.bench.receive(.queued)
        #expect(try self.bench.useCases.tasks.update("c-1", with: self.statement, by: Bench.flow) == 1)
        #expect(self.bench.useCases.engines.enricher.caller(of: "c-1", for: .all).context?.caller?[.company] == "ACME AG")
        let code = await self.bench.refusal { () throws(Refusal) in
            try self.bench.useCases.tasks.update("c-2", with: self.statement, by: Bench.flow)
        }
        #expect(code == .sessionNotLive)
    }

    private func deliver(_ id: String, _ body: String = "{}", of subject: WebhookMessage.Subject) async throws
        -> WebhookDeliveryEffect
    {
        let webhook = try self.bench.useCases.webhooks.webhook("crm")
        let sender = try self.bench.useCases.webhooks.sender(webhook, provenBy: Bench.flow)
        return try await self.bench.useCases.webhooks.process(Array(body.utf8), id: id, from: sender) {
            WebhookMessage(subject: subject, statement: self.statement)
        }
    }

    @Test("A webhook about a live session is applied once, however often it comes")
    func webhook() async throws {
        try await self.bench.receive(.queued)
        #expect(try await self.deliver("d-1", of: .session("c-1")) == .revision(1))
        #expect(try await self.deliver("d-1", of: .session("c-1")) == .revision(1))
        let refusal = await #expect(throws: Refusal.self) { try await self.deliver("d-1", "[]", of: .session("c-1")) }
        #expect(refusal?.code == .idReused)
    }

    @Test("A webhook about a session to come waits for it")
    func pendingStatement() async throws {
        #expect(try await self.deliver("d-1", of: .session("c-1")) == .kept)
        #expect(self.bench.useCases.webhooks.figures.pending == 1)
        try await self.bench.receive(.queued)
        #expect(self.bench.useCases.webhooks.figures.pending == 0)
        #expect(self.bench.useCases.engines.enricher.caller(of: "c-1", for: .all).context?.caller?[.company] == "ACME AG")
    }

    @Test("A statement that waited in vain had no effect: its delivery is the first again")
    func sweeping() async throws {
        #expect(try await self.deliver("d-1", of: .session("c-1")) == .kept)
        self.bench.time.advance(by: .seconds(11))
        self.bench.useCases.sweep()
        #expect(self.bench.useCases.webhooks.figures == (0, 0))
    }

    @Test("A webhook is unknown to keys of other services, and where there is none", arguments: ["crm", "nobody", "!"])
    func foreignWebhook(name: String) {
        let other = Principal(id: "flow", role: .flow, services: .only(["sales"]))
        let refusal = #expect(throws: Refusal.self) {
            try self.bench.useCases.webhooks.sender(self.bench.useCases.webhooks.webhook(name), provenBy: other)
        }
        #expect(refusal?.code == .notFound)
    }

    @Test("A flow subscribes by UPN, sees its subscription, and ends it as often as it likes")
    func subscription() async throws {
        let subscriptions = self.bench.useCases.subscriptions
        let request = SubscriptionRequest(services: ["SUPPORT@example.com"], url: "https://flow.example/callback")
        let subscription = try await subscriptions.subscribe(request, by: Bench.flow)
        #expect(subscription.owner == "flow")
        let listed = try #require(subscriptions.subscriptions(of: Bench.flow).first)
        #expect(listed.id == subscription.id && listed.services == ["support@example.com"] && listed.failing == 0)
        #expect(listed.events == TaskEvent.allCases && listed.callback == "flow.example…back")
        let narrowed = Principal(id: "flow", role: .flow, services: .only(["sales"]))
        #expect(subscriptions.subscriptions(of: narrowed).map(\.services) == [[]])
        #expect(subscriptions.subscriptions(of: Principal(id: "other", role: .flow, services: .all)).isEmpty)
        for _ in 0..<2 { try await subscriptions.unsubscribe(subscription.id) }
        #expect(subscriptions.subscriptions(of: Bench.flow).isEmpty)
    }

    @Test(
        "Unknown services and refused callbacks are told apart",
        arguments: [
            ("sales@example.com", "https://flow.example", Refusal.Code.serviceNotFound),
            ("support@example.com", "http://10.0.0.1", .invalidValue),
        ])
    func refusedSubscription(upn: String, url: String, code: Refusal.Code) async {
        let refused = await self.bench.refusal { () throws(Refusal) in
            try await self.bench.useCases.subscriptions.subscribe(
                SubscriptionRequest(services: [upn], url: url), by: Bench.flow)
        }
        #expect(refused == code)
    }

    @Test("Of contacts with one id the last counts, and those without are named")
    func contactBatch() {
        let batch = ContactBatch([
            .object(["externalId": .string("1"), "firstName": .string("Anna")]), .object(["firstName": .string("Ben")]),
            .object(["externalId": .string("1"), "firstName": .string("Cleo")]), .string("x"),
        ])
        #expect(batch.contacts.map { String(decoding: $0.json, as: UTF8.self) } == [#"{"externalId":"1","firstName":"Cleo"}"#])
        #expect(batch.unusableIDs == ["", ""])
    }

    @Test("A key reaches the books that its services ask, and puts contacts in, however many")
    func contacts() async throws {
        let editor = self.bench.useCases.contacts
        let book = try editor.book("contacts", for: Bench.flow)
        let batch = ContactBatch((0..<40).map { .object(["externalId": .string("\($0)")]) })
        #expect(await editor.put(batch, into: book, addsNew: true).added == 40)
        #expect(await editor.put(batch, into: book, addsNew: false).unchanged == 40)
        let refusal = #expect(throws: Refusal.self) { _ = try editor.book("other", for: Bench.flow) }
        #expect(refusal?.code == .notFound)
    }

    @Test("Numbers that can't be read are named by their place in what was sent")
    func unreadable() async throws {
        let editor = self.bench.useCases.contacts
        let book = try editor.book("contacts", for: Bench.flow)
        let phones: JSONValue = .array([.string(""), .string("+49 30 23125123"), .null, .string(" n/a "), .string("later")])
        let batch = ContactBatch([
            .object(["externalId": .string("7"), "businessPhones": phones]), .object(["externalId": .string("8")]), .string("x"),
        ])
        let receipt = await editor.put(batch, into: book, addsNew: true)
        #expect(receipt.unreadable.map(\.id) == ["7", "7"])
        #expect(receipt.unreadable.map(\.pointer) == ["/businessPhones/3", "/businessPhones/4"])
        #expect(receipt.kept.map(\.id) == ["7", "8"])
        #expect(receipt.rejected.map(\.code) == [.invalidValue])
        let unknown = ContactBatch([.object(["externalId": .string("9"), "businessPhones": phones])])
        let refused = await editor.put(unknown, into: book, addsNew: false)
        #expect(refused.rejected.map(\.code) == [.notFound] && refused.unreadable.isEmpty && refused.kept.isEmpty)
    }

    @Test("Ids may be joined by commas, and may hold one")
    func joinedIDs() async throws {
        let editor = self.bench.useCases.contacts
        let book = try editor.book("contacts", for: Bench.flow)
        let ids = ["a", "b", "c,d", "c"]
        _ = await editor.put(ContactBatch(ids.map { .object(["externalId": .string($0)]) }), into: book, addsNew: true)
        func found(_ texts: String...) -> [String]? { editor.contacts(texts, of: book, atMost: 3)?.map(\.id) }
        #expect(found("a,b") == ["a", "b"] && found("b, a", "c") == ["b", "a", "c"] && found("c,d") == ["c,d"])
        #expect(found("a,none,b") == ["a", "b"] && found(",a,") == ["a"] && found("a,b", "a,b") == nil)
    }
}
