import ApplicationTestSupport
import CallModel
import HTTPTypes
import SessionTestSupport
import StrictJSON
import Testing

@testable import CallcardServer

@Suite("GET and PUT /v1/services/{id}/settings: nobody's change is lost", .timeLimit(.minutes(5)))
struct SettingsRouteTests {
    private let bench = ServerBench()
    private static let path = "/v1/services/support/settings"

    private func read(_ query: String = "", as key: ServerBench.Key = .olga) async throws -> Answer {
        try await self.bench.send(.get, Self.path + query, as: key)
    }

    private func replace(_ body: String, if tag: String? = "*", as key: ServerBench.Key = .olga) async throws -> Answer {
        try await self.bench.send(.put, Self.path, as: key, body, headers: tag.map { [.ifMatch: $0] } ?? [:])
    }

    private static let other = #"{"displayName":"Help","owners":["olga@example.com"],"members":["anna@example.com"]}"#

    @Test(
        "Settings are shown as they were written, under a strong tag", arguments: [ServerBench.Key.olga, .anna, .administrator])
    func reading(key: ServerBench.Key) async throws {
        let answer = try await self.read(as: key)
        #expect(answer.status == 200 && answer.headers[.eTag]?.wholeMatch(of: /"[0-9a-f]{32}"/) != nil)
        #expect(
            answer.names() == [
                "displayName", "upn", "owners", "members", "licence", "widgets", "contexts", "parameters", "codes", "tagRecall",
            ])
        #expect(answer["connectors"] == nil && answer["retentionMs"] == nil)
    }

    @Test("What was left out can be filled in for reading, under the same tag")
    func effective() async throws {
        let (written, filled) = (try await self.read(), try await self.read("?effective=true"))
        #expect(filled.headers[.eTag] == written.headers[.eTag] && filled.text != written.text)
        #expect(filled["connectors"] == .array([.string("contacts")]) && filled.int("retentionMs") == 300_000)
        #expect(filled.string("region") == "DE" && filled.bool("widgets/map") == false)
        #expect(try await self.read("?effective=false").text == written.text)
        expectProblem(try await self.read("?effective=yes"), 422, "invalidValue", at: ["/effective"])
    }

    @Test("A change names the settings that it was made from, and has new ones in force with a new tag")
    func change() async throws {
        let before = try #require(try await self.read().headers[.eTag])
        let answer = try await self.replace(Self.other, if: before)
        #expect(answer.status == 200 && answer.text == Self.other)
        let after = try await self.read()
        #expect(after.text == Self.other && after.headers[.eTag] == answer.headers[.eTag] && answer.headers[.eTag] != before)
        #expect(self.bench.base.updater.changedBy == ["olga@example.com"])
        let services = try await self.bench.send(.get, "/v1/services", as: .anna)
        #expect(services.strings("items", "displayName") == ["Help"])
    }

    @Test("A change without If-Match is 428, and one of other settings 412; nothing is changed")
    func preconditions() async throws {
        let before = try await self.read()
        expectProblem(try await self.replace(Self.other, if: nil), 428, "ifMatchRequired")
        let tag = try #require(before.headers[.eTag])
        for stale in ["\"00000000000000000000000000000000\"", "W/\(tag)", "", String(tag.dropFirst().dropLast())] {
            expectProblem(try await self.replace(Self.other, if: stale), 412, "settingsChanged")
        }
        #expect(try await self.read().text == before.text && self.bench.base.updater.changedBy.isEmpty)
        #expect(try await self.replace(Self.other, if: "\"x\", \(tag)").status == 200)
        expectProblem(try await self.replace(Self.other, if: tag), 412, "settingsChanged")
    }

    @Test("S18 Members may read and not change; who has no part in the service does not know of it")
    func rights() async throws {
        expectProblem(try await self.replace(Self.other, as: .anna), 403, "forbidden")
        for id in ["sales", "nobody", "%zz"] {
            expectProblem(try await self.bench.send(.get, "/v1/services/\(id)/settings", as: .anna), 404, "serviceNotFound")
        }
        expectProblem(
            try await self.bench.send(.put, "/v1/services/sales/settings", as: .olga, Self.other, headers: [.ifMatch: "*"]), 403,
            "forbidden")
        #expect(try await self.replace(Self.other, as: .administrator).status == 200)
        #expect(self.bench.base.updater.changedBy == ["ops"])
    }

    @Test(
        "All that is wrong has its place as a JSON Pointer",
        arguments: [
            (#"{"owners":["olga@example.com"],"colour":"red"}"#, "unknownMember", ["/colour"]),
            (#"{"displayName":"Help"}"#, "invalidValue", ["/owners"]), (#"{"owners":[]}"#, "invalidValue", ["/owners"]),
            (#"{"owners":["olga@example.com"],"retentionMs":900001}"#, "invalidValue", ["/retentionMs"]),
            (#"{"owners":["olga@example.com"],"region":"de"}"#, "invalidValue", ["/region"]),
            (#"{"owners":["olga@example.com"],"connectors":["contacts","nobody"]}"#, "invalidValue", ["/connectors/1"]),
            (
                #"{"owners":["olga@example.com"],"widgets":{"map":"on","clock":true}}"#, "unknownMember",
                ["/widgets/clock", "/widgets/map"]
            ),
            (
                #"{"owners":["olga@example.com"],"contexts":[{"name":"A","template":"https://crm.example"},{"name":"B"}]}"#,
                "invalidValue", ["/contexts/1/template"]
            ),
            (
                #"{"owners":["olga@example.com"],"codes":{"primary":[{"id":"a","name":"A"},{"id":"a","name":"B"}]}}"#,
                "invalidValue",
                ["/codes/primary/1/id"]
            ),
        ])
    func faults(body: String, code: String, pointers: [String]) async throws {
        expectProblem(try await self.replace(body), 422, code, at: pointers)
        #expect(self.bench.base.updater.changedBy.isEmpty)
    }

    @Test(
        "F14 A template that could lead elsewhere is refused",
        arguments: [
            "https://{Customer.Company}/x", "https://crm.example/{+Caller.Number}", "javascript:alert(1)",
            "https://crm.example/{Nobody.Name}",
        ])
    func templates(template: String) async throws {
        let body = #"{"owners":["olga@example.com"],"contexts":[{"name":"CRM","template":"\#(template)"}]}"#
        let answer = try await self.replace(body)
        #expect(answer.status == 422 && answer.string("errors/0/pointer") == "/contexts/0/template")
    }

    @Test("An operator may leave owners out, an owner can't")
    func owners() async throws {
        #expect(try await self.replace(#"{"displayName":"Help"}"#, as: .administrator).text == #"{"displayName":"Help"}"#)
    }

    // MARK: Templates as they are typed

    private func preview(_ members: String) async throws -> Answer {
        try await self.bench.send(.post, "/v1/templates/preview", as: .olga, #"{"service":"support",\#(members)}"#)
    }

    @Test("C5 A template shows its link with examples, and with the owner's own values")
    func preview() async throws {
        #expect(
            try await self.preview(#""template":"https://crm.example/?phone={Caller.Number}""#).text
                == #"{"url":"https://crm.example/?phone=%2B493023125123","variables":["Caller.Number"],"problems":[]}"#)
        let own = try await self.preview(
            #""template":"https://crm.example/{Customer.FirstName}","sample":{"Customer.FirstName":"Zoë"}"#)
        #expect(own.string("url") == "https://crm.example/Zo%C3%AB")
    }

    @Test("A bad template is an answer like any other, with the places of its problems")
    func badTemplate() async throws {
        let answer = try await self.preview(#""template":"https://crm.example/{+Caller.Number}""#)
        #expect(answer.status == 200 && answer["url"] == nil)
        #expect(answer.strings("problems", "code") == ["reservedExpansion"] && answer.int("problems/0/at").map { $0 > 0 } == true)
    }

    @Test("What can't be tried is refused")
    func badPreview() async throws {
        expectProblem(try await self.preview(#""sample":{}"#), 422, "invalidValue", at: ["/template"])
        expectProblem(try await self.preview(#""template":"x","sample":[]"#), 422, "invalidValue", at: ["/sample"])
        expectProblem(
            try await self.preview(#""template":"x","sample":{"Customer.FirstName":1}"#), 422, "invalidValue", at: ["/sample"])
        expectProblem(
            try await self.preview(#""template":"x","sample":{"Caller.Number":"12"}"#), 422, "invalidNumber", at: ["/sample"])
        let foreign = #"{"service":"nobody","template":"x"}"#
        expectProblem(try await self.bench.send(.post, "/v1/templates/preview", as: .olga, foreign), 404, "serviceNotFound")
    }
}
