import CallModel
import HTTPTypes
import SessionTestSupport
import StrictJSON
import TestSupport
import Testing

@testable import CallcardServer

@Suite("Services, active services, tags and connectors: what each may know of", .timeLimit(.minutes(5)))
struct ServiceRouteTests {
    private let bench = ServerBench()

    @Test(
        "A user is told of the services that they are part of; an owner of all in reach",
        arguments: [
            (
                ServerBench.Key.anna,
                #"{"items":[{"id":"support","displayName":"Support","member":true,"active":true,"owner":false}]}"#
            ),
            (
                .ben,
                #"{"items":[{"id":"sales","displayName":"Sales","member":true,"active":true,"owner":false},{"id":"support","displayName":"Support","member":true,"active":true,"owner":false}]}"#
            ),
            (
                .olga,
                #"{"items":[{"id":"sales","displayName":"Sales","member":false,"active":false,"owner":false},{"id":"support","displayName":"Support","member":false,"active":false,"owner":true}]}"#
            ),
        ])
    func services(key: ServerBench.Key, text: String) async throws {
        #expect(try await self.bench.send(.get, "/v1/services", as: key).text == text)
    }

    private func activate(_ body: String, as key: ServerBench.Key = .ben) async throws -> Answer {
        try await self.bench.send(.put, "/v1/users/me/active-services", as: key, body)
    }

    @Test("S68 A service that is switched off is no longer active, and can be switched on again")
    func active() async throws {
        let path = "/v1/users/me/active-services"
        #expect(try await self.bench.send(.get, path, as: .ben).text == #"{"services":["sales","support"]}"#)
        #expect(try await self.activate(#"{"services":["support","support"]}"#).text == #"{"services":["support"]}"#)
        #expect(try await self.bench.send(.get, path, as: .ben).text == #"{"services":["support"]}"#)
        let services = try await self.bench.send(.get, "/v1/services", as: .ben)
        #expect(services.bool("items/0/active") == false && services.bool("items/1/active") == true)
        #expect(try await self.bench.send(.get, path, as: .anna).text == #"{"services":["support"]}"#)
        #expect(try await self.activate(#"{"services":["sales","support"]}"#).text == #"{"services":["sales","support"]}"#)
    }

    @Test(
        "Only a member can switch a service on, and nothing is changed where one is not theirs", arguments: ["sales", "nobody"])
    func strangers(service: String) async throws {
        expectProblem(try await self.activate(#"{"services":["\#(service)"]}"#, as: .anna), 404, "serviceNotFound")
        expectProblem(try await self.activate(#"{"services":["support"]}"#, as: .olga), 404, "serviceNotFound")
        #expect(
            try await self.bench.send(.get, "/v1/users/me/active-services", as: .anna).text == #"{"services":["support"]}"#)
    }

    @Test("The list of services is needed, and holds texts")
    func shapes() async throws {
        expectProblem(try await self.activate("{}"), 422, "invalidValue", at: ["/services"])
        expectProblem(
            try await self.activate(#"{"services":["support",7],"all":true}"#), 422, "unknownMember", at: ["/all", "/services/1"])
    }

    // MARK: Tags

    private func tags(_ body: String) async throws -> Answer {
        try await self.bench.send(.post, "/v1/tags/search", as: .anna, body)
    }

    @Test("S45 Tags are suggested by their beginning, whatever the case and the accents, most used first")
    func suggestions() async throws {
        for (session, tags) in [("c-1", ["Rückruf", "VIP"]), ("c-2", ["rückruf", "Rabatt"])] {
            try await self.bench.takeCall(session: session)
            let list = tags.map { "\"\($0)\"" }.joined(separator: ",")
            let body = #"{"primaryCode":"sale","secondaryCode":"new","tags":[\#(list)]}"#
            let path = "/v1/users/me/interactions/i-\(session)/conclusion"
            #expect(try await self.bench.send(.put, path, as: .anna, body).status == 200)
        }
        #expect(
            try await self.tags(#"{"service":"support","prefix":"R"}"#).text
                == #"{"items":[{"tag":"rückruf","uses":2},{"tag":"Rabatt","uses":1}]}"#)
        #expect(try await self.tags(#"{"service":"support","prefix":" RUCK"}"#).strings("items", "tag") == ["rückruf"])
        #expect(try await self.tags(#"{"service":"support","prefix":"","limit":1}"#).strings("items", "tag") == ["rückruf"])
        #expect(try await self.tags(#"{"service":"support","prefix":"x"}"#).text == #"{"items":[]}"#)
    }

    @Test("A search for tags names a service that the user knows, and a limit of at most 20")
    func badTagSearches() async throws {
        expectProblem(try await self.tags(#"{"service":"sales","prefix":""}"#), 404, "serviceNotFound")
        expectProblem(
            try await self.tags(#"{"limit":21}"#), 422, "invalidValue", at: ["/service", "/prefix", "/limit"])
        #expect(try await self.tags(#"{"service":"support","prefix":"","limit":20}"#).status == 200)
    }

    // MARK: Connectors

    @Test("A book stands in the list with its contacts, and has no breaker")
    func connectors() async throws {
        #expect(
            try await self.bench.send(.get, "/v1/connectors", as: .administrator).text
                == #"{"items":[{"id":"contacts","kind":"addressBook","state":"ready","contacts":1}]}"#)
    }
}
