import Application
import CallModel
import Flows
import HTTPTypes
import Hummingbird
import SessionTestSupport
import StrictJSON
import TestSupport
import Testing

@testable import CallcardServer

@Suite("What flows ask and say of tasks", .timeLimit(.minutes(5)))
struct TaskRouteTests {
    private let bench = ServerBench()

    private func update(_ body: String, of task: String = "c-1", as key: ServerBench.Key = .flow) async throws -> Answer {
        try await self.bench.send(.put, "/v1/tasks/\(task)", as: key, body)
    }

    private func context() async throws -> Answer {
        try await self.bench.send(.get, "/v1/sessions/c-1/context", as: .flow)
    }

    @Test(
        "The lists for drop-downs are as the contract has them",
        arguments: [
            (
                "/v1/tasks/events",
                ["created", "queued", "offered", "accepted", "declined", "unanswered", "ended", "contextUpdated", "concluded"]
            ),
            ("/v1/tasks/modalities", ["Audio"]), ("/v1/tasks/directions", ["Inbound", "Outbound"]),
        ])
    func lists(path: String, values: [String]) async throws {
        let answer = try await self.bench.send(.get, path, as: .flow)
        #expect(answer.strings("", "value") == values)
        #expect(answer[""]?.arrayValue?.allSatisfy { $0.objectValue?.members.map(\.name) == ["name", "value"] } == true)
    }

    @Test(
        "B9 A key is told of its own services and their members only, by UPNs alone",
        arguments: [
            (ServerBench.Key.flow, "service-contacts", #"["support@example.com"]"#), (.salesFlow, "service-contacts", "[]"),
            (.flow, "users-for-preferred-routing", #"["\#(anna)","\#(ben)"]"#),
            (.salesFlow, "users-for-preferred-routing", #"["\#(ben)"]"#),
        ])
    func scopes(key: ServerBench.Key, list: String, upns: String) async throws {
        #expect(try await self.bench.send(.get, "/v1/tasks/\(list)", as: key).text == upns)
    }

    @Test("The test of a connection succeeds")
    func connection() async throws {
        #expect(try await self.bench.send(.get, "/v1/diagnostics/testconnection", as: .flow).text == #"{"status":"ok"}"#)
    }

    @Test("S20 A flow's update is part of the live call's context, after what books know, and a new revision")
    func statement() async throws {
        try await self.bench.takeCall()
        let answer = try await self.update(
            """
            {"customer":{"company":"ACME AG","UPN":"a.meier@acme.example","telNumbers":[{"name":"Mobile","value":"+49 30 23125124"}]},
            "customContextParameters":[{"name":"ticket","value":"4712"},{"name":"mood","value":"good"}],
            "preferredUsers":[{"upn":"Ben@example.com","priority":9},{"upn":"anna@example.com","priority":1}],"sentBy":"a flow"}
            """)
        #expect(answer.status == 200 && answer.text == #"{"revision":2}"#)
        let context = try await self.context()
        #expect(context.string("caller/displayName") == "Anna Meier" && context.string("caller/company") == "ACME AG")
        #expect(context.string("caller/upn") == "a.meier@acme.example" && context.string("sources/upn") == "flow")
        #expect(context.string("sources/telNumbers.Mobile") == "flow")
        #expect(context.string("parameters/ticket") == "4712" && context.string("parameters/mood") == "good")
        #expect(
            context.text.contains(
                #""preferredUsers":[{"upn":"anna@example.com","priority":1},{"upn":"ben@example.com","priority":9}]"#))
        #expect(context.strings("connectors", "id") == ["contacts", "flow"])
    }

    @Test("A second update replaces the members that it names, null clears them, and others stay")
    func replacing() async throws {
        try await self.bench.takeCall()
        _ = try await self.update(#"{"customer":{"company":"ACME AG","city":"Berlin","country":"Germany"}}"#)
        #expect(try await self.update(#"{"customer":{"company":"ACME GmbH","city":null}}"#).int("revision") == 3)
        let context = try await self.context()
        #expect(context.names("caller") == ["displayName", "company", "country"])
        #expect(context.string("caller/company") == "ACME GmbH")
        #expect(try await self.update(#"{"customer":{"company":"ACME GmbH"}}"#).int("revision") == 3)
        #expect(try await self.update(#"{"customer":null}"#).int("revision") == 4)
        #expect(try await self.context().names("caller") == ["displayName"])
    }

    @Test("B8 A task that is unknown, over or another's is not live", arguments: ["c-9", "c-1"])
    func notLive(task: String) async throws {
        try await self.bench.takeCall()
        if task == "c-1" {
            expectProblem(try await self.update(#"{"customer":{}}"#, as: .salesFlow), 404, "sessionNotLive")
            try await self.bench.post(.ended)
        }
        expectProblem(try await self.update(#"{"customer":{}}"#, of: task), 404, "sessionNotLive")
    }

    @Test("What is wrong with an update is told at its place, and nothing of it is applied")
    func faults() async throws {
        try await self.bench.takeCall()
        let answer = try await self.update(
            """
            {"customer":{"company":7,"telNumbers":[{"value":"+493023125124"}],"customFields":"Gold"},
            "customContextParameters":[{"name":1}],"preferredUsers":[{"upn":"a b","priority":1},{"upn":"x@example.com","priority":100}]}
            """)
        expectProblem(
            answer, 422, "invalidValue",
            at: [
                "/customer/company", "/customer/telNumbers/0/name", "/customer/customFields", "/customContextParameters/0/name",
                "/preferredUsers/0/upn", "/preferredUsers/1/priority",
            ])
        #expect(!answer.text.contains("23125124"))
        #expect(try await self.context().int("revision") == 1)
    }

    @Test("C12 Ten preferred users fit, and one more doesn't")
    func preferredUsers() async throws {
        try await self.bench.takeCall()
        func users(_ count: Int) -> String {
            (1...count).map { #"{"upn":"user\#($0)@example.com","priority":\#($0)}"# }.joined(separator: ",")
        }
        expectProblem(
            try await self.update(#"{"preferredUsers":[\#(users(11))]}"#), 422, "invalidValue", at: ["/preferredUsers"])
        #expect(try await self.update(#"{"preferredUsers":[\#(users(10))]}"#).status == 200)
        #expect(try await self.context().count("preferredUsers") == 10)
    }

    @Test("C12 A preferred user for whom a flow says no priority is in the middle")
    func usualPriority() async throws {
        try await self.bench.takeCall()
        let users = #"{"upn":"ben@example.com","priority":51},{"upn":"c@example.com"},{"upn":"d@example.com","priority":null}"#
        #expect(try await self.update(#"{"preferredUsers":[\#(users),{"upn":"anna@example.com","priority":49}]}"#).status == 200)
        let context = try await self.context()
        #expect(context.strings("preferredUsers", "upn") == [anna, "c@example.com", "d@example.com", ben])
        #expect(context.text.contains(#"{"upn":"c@example.com","priority":50},{"upn":"d@example.com","priority":50}"#))
    }

    @Test(
        "X13 A record's page is a page: what would run in a browser is left out",
        arguments: ["javascript:alert(1)", "data:text/html,x"])
    func urls(url: String) async throws {
        try await self.bench.takeCall()
        #expect(try await self.update(#"{"customer":{"company":"ACME AG","url":"\#(url)"}}"#).status == 200)
        let context = try await self.context()
        #expect(context.string("caller/company") == "ACME AG")
        #expect(context["caller/url"] == nil)
    }

    // MARK: Subscriptions

    private func subscribe(_ config: String, as key: ServerBench.Key = .flow) async throws -> Answer {
        try await self.bench.send(.post, "/v1/triggers/tasks", as: key, #"{"config":{\#(config)}}"#)
    }

    private var subscriptions: Int { self.bench.api.useCases.dispatcher.figures.subscriptions }
    private static let good = #""services":["support@example.com"],"url":"https://flow.example/callback?sig=s3cret""#

    @Test("C3 A flow subscribes once more for each call, and sees its secret that one time")
    func subscribing() async throws {
        let answer = try await self.subscribe(
            Self.good + #","taskEvents":["accepted"],"modalities":["Audio"],"directions":["Inbound"],"extra":1"#)
        let id = try #require(answer.string("id"))
        #expect(answer.status == 201 && answer.names() == ["id", "secret"])
        #expect(answer.headers[.location] == "/v1/triggers/tasks/\(id)" && id.wholeMatch(of: /[0-9a-f]{32}/) != nil)
        #expect(answer.string("secret")?.hasPrefix("whsec_") == true && !answer.text.contains("s3cret"))
        #expect(try await self.subscribe(Self.good).string("id") != id && self.subscriptions == 2)
    }

    @Test(
        "A subscription ends by its id, with its own key, another flow's or none, as often as it likes", arguments: [true, false])
    func unsubscribing(isKeyless: Bool) async throws {
        let path = try #require(try await self.subscribe(Self.good).headers[.location])
        for key in isKeyless ? [nil, nil] : [ServerBench.Key.salesFlow, .flow] {
            let answer = try await self.bench.send(.delete, path, as: key)
            #expect(answer.status == 204 && answer.text.isEmpty && self.subscriptions == 0)
        }
    }

    @Test("Other roles and bad credentials end no subscription", arguments: [ServerBench.Key.anna, .switchboard, .administrator])
    func unsubscribingByOthers(key: ServerBench.Key) async throws {
        let path = try #require(try await self.subscribe(Self.good).headers[.location])
        expectProblem(try await self.bench.send(.delete, path, as: key), 403, "forbidden")
        let bad = try await self.bench.send(.delete, path, headers: [.authorization: "Bearer nobody"])
        expectProblem(bad, 401, "unauthenticated")
        #expect(self.subscriptions == 1)
    }

    @Test("Who has no key ends subscriptions at a limited rate, an address for itself")
    func unsubscribingRate() async throws {
        let bench = ServerBench(options: .init(requestsPerSecond: 1, burst: 2))
        func status(_ address: String) async throws -> Int {
            try await bench.respond(.delete, "/v1/triggers/tasks/x", from: address).status.code
        }
        for expected in [204, 204, 429] { #expect(try await status("192.0.2.7") == expected) }
        #expect(try await status("192.0.2.8") == 204)
    }

    @Test("A key sees its own subscriptions, without what could start the flow")
    func listing() async throws {
        #expect(try await self.bench.send(.get, "/v1/triggers/tasks", as: .flow).text == "[]")
        let id = try #require(try await self.subscribe(Self.good + #","taskEvents":["ended","created"]"#).string("id"))
        #expect(
            try await self.bench.send(.get, "/v1/triggers/tasks", as: .flow).text
                == #"[{"id":"\#(id)","services":["support@example.com"],"taskEvents":["created","ended"],"#
                + #""callback":"flow.example…cret","failing":0}]"#)
        #expect(try await self.bench.send(.get, "/v1/triggers/tasks", as: .salesFlow).text == "[]")
    }

    @Test(
        "What other products' flows know of and is not served is 404 with a reason, whoever asks",
        arguments: [
            (HTTPRequest.Method.post, "/v1/triggers/scheduler-entries", "Scheduler"),
            (.get, "/v1/scheduler-entries/events", "Scheduler"),
            (.put, "/v1/scheduler-entries/17", "Scheduler"), (.post, "/v1/ExternalTasks", "External"),
            (.delete, "/v1/ExternalTasks/17", "External"),
        ])
    func foreignOperations(method: HTTPRequest.Method, path: String, word: String) async throws {
        for key in [ServerBench.Key.flow, .anna, nil] {
            let answer = try await self.bench.send(method, path, as: key, method == .post ? "{}" : nil)
            expectProblem(answer, 404, "notFound")
            #expect(answer.string("detail")?.hasPrefix(word) == true)
        }
        expectProblem(try await self.bench.send(.get, "/v1/ExternalTask", as: .flow), 404, "notFound")
        #expect(try await self.bench.send(.get, "/v1/ExternalTask").string("detail") == "There is no such resource.")
    }

    @Test(
        "A service that the key does not reach is not there; UPNs have no case",
        arguments: [(ServerBench.Key.salesFlow, "support@example.com"), (.flow, "sales@example.com"), (.flow, "")])
    func foreignServices(key: ServerBench.Key, upn: String) async throws {
        let config = #""services":["\#(upn)"],"url":"https://flow.example""#
        expectProblem(try await self.subscribe(config, as: key), 404, "serviceNotFound")
        #expect(try await self.subscribe(#""services":["SUPPORT@Example.com"],"url":"https://flow.example""#).status == 201)
    }

    @Test(
        "A callback that may not be posted to is refused, without saying where it leads",
        arguments: ["http://10.0.0.1/x", "ftp://a", ""])
    func callbacks(url: String) async throws {
        let answer = try await self.subscribe(#""services":["support@example.com"],"url":"\#(url)""#)
        expectProblem(answer, 422, "invalidValue", at: ["/config/url"])
        #expect(!answer.text.contains("10.0.0.1"))
    }

    @Test("What is wrong with a subscription is told at its place")
    func badSubscriptions() async throws {
        expectProblem(
            try await self.bench.send(.post, "/v1/triggers/tasks", as: .flow, "{}"), 422, "invalidValue", at: ["/config"])
        expectProblem(try await self.subscribe(#""services":[]"#), 422, "invalidValue", at: ["/config/services", "/config/url"])
        expectProblem(
            try await self.subscribe(Self.good + #","taskEvents":["rang"],"modalities":["Video"],"directions":["inbound"]"#), 422,
            "invalidValue", at: ["/config/taskEvents/0", "/config/modalities/0", "/config/directions/0"])
        let long = String(repeating: "a", count: 4_097)
        expectProblem(
            try await self.subscribe(#""services":["support@example.com"],"url":"\#(long)""#), 422, "invalidValue",
            at: ["/config/url"])
    }
}
