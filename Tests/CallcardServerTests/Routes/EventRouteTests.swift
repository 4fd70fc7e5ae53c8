import CallModel
import HTTPTypes
import SessionTestSupport
import TestSupport
import Testing

@testable import CallcardServer

@Suite("POST /v1/sessions/{id}/events: what happens to calls", .timeLimit(.minutes(5)))
struct EventRouteTests {
    private let bench = ServerBench()

    private func post(_ body: String, to session: String = "c-1", as key: ServerBench.Key = .switchboard) async throws -> Answer {
        try await self.bench.send(.post, "/v1/sessions/\(session)/events", as: key, body)
    }

    /// An event of a new inbound call of support, with further members.
    private static func event(_ type: String, _ more: String = "") -> String {
        #"{"id":"e-1","type":"\#(type)","direction":"inbound","service":"support"\#(more)}"#
    }

    @Test("An event is acknowledged with the revision of the call's context: 0 before anything is known of the caller")
    func acknowledgement() async throws {
        let first = try await self.bench.post(.queued)
        #expect(first.status == 202 && first.text == #"{"revision":0}"#)
        #expect(try await self.bench.post(.offered, by: anna, number: ServerBench.known).text == #"{"revision":1}"#)
        #expect(try await self.bench.post(.accepted, by: anna).text == #"{"revision":1}"#)
    }

    @Test("B1 An event that comes again has no effect, whatever it says now")
    func repetition() async throws {
        try await self.bench.post(.queued, id: "e-1")
        let again = try await self.post(#"{"id":"e-1","type":"ended"}"#)
        #expect(again.status == 202 && again.text == #"{"revision":0}"#)
        let list = try await self.bench.send(.get, "/v1/users/me/interactions", as: .anna)
        #expect(list.strings("items", "state") == ["incoming"] && list.bool("live") == true)
    }

    @Test(
        "What is wrong with an event is a fault of its member",
        arguments: [
            ("{}", ["/id", "/type"]), (#"{"id":"e-1","type":"teleported"}"#, ["/type"]),
            (#"{"id":"e-1","type":"queued","direction":"sideways","service":"support"}"#, ["/direction"]),
            (#"{"id":"e-1","type":"offered"}"#, ["/user"]), (#"{"id":"e-1","type":"dialing"}"#, ["/user"]),
            (#"{"id":"e-1","type":"ended","reason":"a b"}"#, ["/reason"]),
            (#"{"id":"e-1","type":"queued","direction":"outbound"}"#, ["/type"]),
            (#"{"id":"e 1","type":"queued","direction":"inbound","service":"support"}"#, ["/id"]),
            (event("offered"), ["/user"]), (event("accepted"), ["/user"]),
            (event("dialing", #","user":"anna@example.com""#), ["/type"]),
            (event("offered", #","user":"anna meier""#), ["/user"]), (event("queued", #","reason":"a b""#), ["/reason"]),
            (event("queued", #","at":"yesterday""#), ["/at"]), (event("queued", #","at":1300.0011"#), ["/at"]),
            (event("queued", #","at":"1000""#), ["/at"]), (event("queued", #","at":1e300"#), ["/at"]),
            (event("queued", #","at":true"#), ["/at"]), (event("queued", #","at":"1970-01-01T00:21:40.001Z""#), ["/at"]),
            (event("queued", #","caller":"+493023125123""#), ["/caller"]),
            (event("queued", #","caller":{"number":7,"ip":"localhost"}"#), ["/caller/number", "/caller/ip"]),
        ])
    func faults(body: String, pointers: [String]) async throws {
        expectProblem(try await self.post(body), 422, "invalidValue", at: pointers)
        expectProblem(try await self.bench.send(.get, "/v1/sessions/c-1/context", as: .flow), 404, "sessionNotLive")
    }

    @Test("A member that the contract does not have is refused, also of the caller")
    func unknownMembers() async throws {
        let body = Self.event("queued", #","colour":"red","caller":{"name":"Anna Meier"}"#)
        let answer = try await self.post(body)
        expectProblem(answer, 422, "unknownMember", at: ["/colour", "/caller/name"])
        #expect(!answer.text.contains("Meier"))
    }

    @Test("Five minutes ahead are no fault of the clock")
    func ahead() async throws {
        #expect(try await self.post(Self.event("queued", #","at":"1970-01-01T00:21:40.000Z""#)).status == 202)
    }

    @Test(
        "A call keeps the direction and the service of its first event",
        arguments: [
            (#""direction":"outbound""#, "/direction"), (#""service":"sales""#, "/service"),
        ])
    func changes(member: String, pointer: String) async throws {
        try await self.bench.post(.queued)
        expectProblem(try await self.post(#"{"id":"e-2","type":"ended",\#(member)}"#), 422, "invalidValue", at: [pointer])
    }

    @Test("B9 A service or a call that the key does not reach is not there")
    func scopes() async throws {
        expectProblem(
            try await self.post(#"{"id":"e-1","type":"queued","direction":"inbound","service":"sales"}"#), 404, "serviceNotFound")
        try await self.bench.post(.queued)
        expectProblem(try await self.post(#"{"id":"e-2","type":"ended"}"#, as: .salesSwitchboard), 404, "sessionNotLive")
        #expect(try await self.bench.send(.get, "/v1/users/me/interactions", as: .anna).bool("live") == true)
    }

    @Test(
        "X15 A call's id can't be a number, and does not hold its caller's",
        arguments: ["%2B493023125123", "call-3023125123", "30.2312-5123", "a%20b", String(repeating: "a", count: 129)])
    func ids(id: String) async throws {
        let answer = try await self.post(Self.event("queued", #","caller":{"number":"+493023125123"}"#), to: id)
        expectProblem(answer, 422, "invalidValue", at: [""])
        #expect(!answer.text.contains("3023125123"))
    }

    @Test("A number that can't be read refuses no event: the caller is Anonymous", arguments: ["12", "%", "+", "nobody"])
    func unreadableNumbers(number: String) async throws {
        #expect(try await self.bench.post(.queued, number: number).text == #"{"revision":0}"#)
        let list = try await self.bench.send(.get, "/v1/users/me/interactions", as: .anna)
        #expect(list.names("items/0/caller") == ["displayName", "known"])
        #expect(list.string("items/0/caller/displayName") == "Anonymous")
    }

    @Test("S26 An outbound call is followed from dialling to its end")
    func outbound() async throws {
        func post(_ type: String, _ more: String = "") async throws -> (state: String?, timer: String?, outcome: String?) {
            self.bench.time.advance(by: .seconds(1))
            let body = #"{"id":"e-\#(type)","type":"\#(type)","direction":"outbound","service":"support"\#(more)}"#
            #expect(try await self.post(body).status == 202)
            let list = try await self.bench.send(.get, "/v1/users/me/interactions", as: .anna)
            return (list.string("items/0/state"), list.string("items/0/timer"), list.string("items/0/outcome"))
        }
        let caller = #","user":"anna@example.com","caller":{"number":"+493023125123"}"#
        #expect(try await post("dialing", caller) == ("dialing", "dialOut", nil))
        #expect(try await post("ringing") == ("ringing", "ring", nil))
        #expect(try await post("accepted") == ("connected", "connected", "destinationAccepted"))
        #expect(try await post("ended") == ("past", "connected", "destinationAccepted"))
        let ben = try await self.bench.send(.get, "/v1/users/me/interactions", as: .ben)
        #expect(ben.text == #"{"items":[],"live":false}"#)
    }

    @Test("B7 A call that has ended is not revived")
    func ended() async throws {
        try await self.bench.takeCall()
        try await self.bench.post(.ended)
        self.bench.time.advance(by: .seconds(1))
        #expect(try await self.bench.post(.offered, by: ben).status == 202)
        #expect(try await self.bench.send(.get, "/v1/users/me/interactions", as: .ben).text == #"{"items":[],"live":false}"#)
        #expect(try await self.bench.send(.get, "/v1/users/me/interactions", as: .anna).bool("live") == false)
    }
}
