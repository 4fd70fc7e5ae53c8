import HTTPTypes
import NIOCore
import Testing

@testable import CallcardServer

@Suite("A request's body is JSON by the letter, of a known shape and size", .timeLimit(.minutes(5)))
struct RequestBodyTests {
    private let bench = ServerBench()

    private func lookUp(_ body: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await self.bench.send(.post, "/v1/lookups", as: .switchboard, body, headers: headers)
    }

    @Test(
        "What is no JSON is 400, and its text is nowhere in the answer",
        arguments: [
            "", " ", "{", "null", "[]", "17", #""+493023125123""#, #"{"number":"+493023125123",}"#,
            #"{"number":"+493023125123"} x"#, "\u{FEFF}{\"number\":\"+493023125123\"}",
            #"{"number":"+493023125123","number":"+493023125123"}"#, #"{"number":"+493023125123","n\u0075mber":""}"#,
            #"{"number":"\ud800"}"#, #"{"number":NaN}"#, String(repeating: "[", count: 1_000),
        ])
    func malformed(body: String) async throws {
        let answer = try await self.lookUp(body)
        expectProblem(answer, 400, "malformedJson")
        #expect(!answer.text.contains("493023125123"))
    }

    @Test("What is not UTF-8 is 400", arguments: [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80]] as [[UInt8]])
    func encoding(bytes: [UInt8]) async throws {
        let body = Array(#"{"number":""#.utf8) + bytes + Array(#""}"#.utf8)
        let answer = try await self.bench.send(.post, "/v1/lookups", as: .switchboard, bytes: ByteBuffer(bytes: body))
        expectProblem(answer, 400, "malformedJson")
    }

    @Test(
        "A body of another type is 415",
        arguments: ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "text/json", "json", "application/"])
    func otherTypes(type: String) async throws {
        expectProblem(try await self.lookUp(#"{"number":""}"#, headers: [.contentType: type]), 415, "notJson")
    }

    @Test(
        "JSON may say so in any case, with parameters, and as a kind of JSON",
        arguments: ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json ;x=y", "application/problem+json"])
    func types(type: String) async throws {
        #expect(try await self.lookUp(#"{"number":""}"#, headers: [.contentType: type]).status == 200)
    }

    @Test(
        "X18 A body with a content coding is 415, and the answer says that there is none",
        arguments: ["gzip", "br", "x", "gzip, gzip"])
    func codings(coding: String) async throws {
        let answer = try await self.lookUp(#"{"number":""}"#, headers: [.contentEncoding: coding])
        expectProblem(answer, 415, "notJson")
        #expect(answer.headers[.acceptEncoding] == "identity")
        let other = try await self.lookUp("x", headers: [.contentType: "text/plain"])
        #expect(other.status == 415 && other.headers[.acceptEncoding] == nil)
        for none in ["identity", "Identity", ""] {
            #expect(try await self.lookUp(#"{"number":""}"#, headers: [.contentEncoding: none]).status == 200)
        }
    }

    @Test("B11 64 KiB is the largest body, and one byte more is 413")
    func size() async throws {
        let body = #"{"number":""}"#
        let largest = body + String(repeating: " ", count: 65_536 - body.utf8.count)
        #expect(try await self.lookUp(largest).status == 200)
        expectProblem(try await self.lookUp(largest + " "), 413, "tooLarge")
    }

    @Test("Address books take 1 MiB")
    func sizeOfBooks() async throws {
        let path = "/v2/AddressBooks/contacts/contacts"
        let contact = #"{"externalId":"17"}"#
        let largest = contact + String(repeating: " ", count: (1 << 20) - contact.utf8.count)
        #expect(try await self.bench.send(.post, path, as: .flow, largest).int("added") == 1)
        expectProblem(try await self.bench.send(.post, path, as: .flow, largest + " "), 413, "tooLarge")
        expectProblem(
            try await self.bench.send(.post, "/v1/triggers/tasks", as: .flow, String(repeating: " ", count: 65_537)), 413,
            "tooLarge")
    }

    @Test("All that is wrong is told at once, each at its place, in the order of the contract")
    func faults() async throws {
        let answer = try await self.lookUp(
            #"{"region":"de","deadlineMs":99,"explain":1,"service":7,"session":"a b","colour":"red"}"#)
        expectProblem(
            answer, 422, "unknownMember",
            at: ["/colour", "/number", "/service", "/session", "/region", "/deadlineMs", "/explain"])
        let codes = ["unknownMember"] + Array(repeating: "invalidValue", count: 6)
        #expect(answer.strings("errors", "code") == codes)
        #expect(answer.string("detail") == answer.string("errors/0/detail"))
    }

    @Test(
        "A member's name that could be a number or a person is not repeated",
        arguments: ["+493023125123", "Anna Meier", "a/b", "", "colour2"])
    func strangeNames(name: String) async throws {
        let answer = try await self.lookUp(#"{"number":"","\#(name)":1}"#)
        expectProblem(answer, 422, "unknownMember", at: [""])
        #expect(name.isEmpty || !answer.text.contains(name))
    }

    @Test(
        "A missing, absent or wrongly typed member is an invalid value",
        arguments: [
            ("{}", "/number"), (#"{"number":null}"#, "/number"), (#"{"number":4930}"#, "/number"), (#"{"number":[]}"#, "/number"),
            (#"{"number":"","deadlineMs":"2000"}"#, "/deadlineMs"), (#"{"number":"","deadlineMs":99}"#, "/deadlineMs"),
            (#"{"number":"","deadlineMs":7501}"#, "/deadlineMs"), (#"{"number":"","deadlineMs":100.5}"#, "/deadlineMs"),
            (#"{"number":"","explain":"yes"}"#, "/explain"), (#"{"number":"","region":"Germany"}"#, "/region"),
            (#"{"number":"","session":""}"#, "/session"),
        ])
    func wrongTypes(body: String, pointer: String) async throws {
        expectProblem(try await self.lookUp(body), 422, "invalidValue", at: [pointer])
    }

    @Test("Deadlines may be 100 to 7500 ms; null and absent are the same", arguments: ["100", "7500", "null"])
    func deadlines(value: String) async throws {
        #expect(try await self.lookUp(#"{"number":"","deadlineMs":\#(value)}"#).status == 200)
    }
}
