import ApplicationTestSupport
import CallModel
import HTTPTypes
import SessionTestSupport
import StrictJSON
import TestSupport
import Testing

@testable import CallcardServer

@Suite("PUT …/conclusion: codes and tags are saved once", .timeLimit(.minutes(5)))
struct ConclusionRouteTests {
    private let bench = ServerBench()

    private func conclude(
        _ body: String, as key: ServerBench.Key = .anna, on bench: ServerBench? = nil
    ) async throws -> Answer {
        try await (bench ?? self.bench).send(.put, "/v1/users/me/interactions/i-c-1/conclusion", as: key, body)
    }

    private func entry(on bench: ServerBench? = nil) async throws -> Answer {
        try await (bench ?? self.bench).send(.get, "/v1/users/me/interactions/i-c-1", as: .anna)
    }

    private static let chosen = #""primaryCode":"sale","secondaryCode":"new""#

    @Test("S62 S63 Codes and tags are saved in one act, and the entry is open no more")
    func save() async throws {
        try await self.bench.takeCall()
        self.bench.time.advance(by: .seconds(8))
        let answer = try await self.conclude("{\(Self.chosen),\"tags\":[\"Rückruf\"]}")
        #expect(answer.status == 200 && answer.bool("open") == false)
        #expect(
            answer.text.hasSuffix(
                #""conclusion":{"primaryCode":"sale","secondaryCode":"new","tags":["Rückruf"],"savedAt":"1970-01-01T00:16:50.000Z"}}"#
            ))
        #expect(answer.string("updatedAt") == "1970-01-01T00:16:50.000Z")
        let entry = try await self.entry()
        #expect(entry.string("conclusion/primaryCode") == "sale" && entry.bool("open") == false)
        #expect(entry.strings("recall", "tag") == ["Rückruf"])
    }

    @Test("S59 A second save is refused, with the same body and with another one", arguments: [chosen, #""tags":["late"]"#])
    func twice(members: String) async throws {
        try await self.bench.takeCall()
        #expect(try await self.conclude("{\(Self.chosen)}").status == 200)
        expectProblem(try await self.conclude("{\(members)}"), 409, "alreadyConcluded")
        #expect(try await self.entry().string("conclusion/primaryCode") == "sale")
    }

    @Test("S59 Of two saves that race one is taken")
    func race() async throws {
        try await self.bench.takeCall()
        async let first = self.conclude("{\(Self.chosen)}")
        async let second = self.conclude("{\(Self.chosen)}")
        #expect(try await [first, second].map(\.status).sorted() == [200, 409])
    }

    @Test(
        "S35 S39 A code of each list is needed, and must be one of its codes",
        arguments: [
            ("{}", "codeRequired", ["/primaryCode", "/secondaryCode"]),
            (#"{"primaryCode":"sale"}"#, "codeRequired", ["/secondaryCode"]),
            (#"{"primaryCode":"","secondaryCode":"new"}"#, "codeRequired", ["/primaryCode"]),
            (#"{"primaryCode":"new","secondaryCode":"new"}"#, "unknownCode", ["/primaryCode"]),
            (#"{"primaryCode":"Sale","secondaryCode":"x"}"#, "unknownCode", ["/primaryCode", "/secondaryCode"]),
        ])
    func codes(body: String, code: String, pointers: [String]) async throws {
        try await self.bench.takeCall()
        expectProblem(try await self.conclude(body), 422, code, at: pointers)
        #expect(try await self.entry().bool("open") == true)
    }

    @Test("A code for a list that is empty is no code of it")
    func emptyList() async throws {
        var support = ServerBench.support
        support["codes"] = nil
        let bench = ServerBench { $0.support = support }
        try await bench.takeCall()
        expectProblem(try await self.conclude(#"{"primaryCode":"sale"}"#, on: bench), 422, "unknownCode", at: ["/primaryCode"])
        #expect(try await self.conclude("{}", on: bench).names("conclusion") == ["tags", "savedAt"])
    }

    @Test(
        "S41 A tag that could be caller data, or is none, is refused at its place",
        arguments: ["030 23125123", "call +49 30 23125123", "anna@example.com", "", "   ", String(repeating: "a", count: 65)])
    func badTags(tag: String) async throws {
        try await self.bench.takeCall()
        let answer = try await self.conclude("{\(Self.chosen),\"tags\":[\"good\",\"\(tag)\"]}")
        expectProblem(answer, 422, "invalidValue", at: ["/tags/1"])
        #expect(!answer.text.contains("23125123") && !answer.text.contains("anna@"))
        #expect(try await self.entry().bool("open") == true)
    }

    @Test("S41 Tags are trimmed, single-spaced and each there once; twenty fit, and one more doesn't")
    func tags() async throws {
        try await self.bench.takeCall()
        let many = (1...21).map { "\"tag \($0)\"" }.joined(separator: ",")
        expectProblem(try await self.conclude("{\(Self.chosen),\"tags\":[\(many)]}"), 422, "invalidValue", at: ["/tags"])
        let answer = try await self.conclude("{\(Self.chosen),\"tags\":[\"  VIP   customer \",\"vip customer\",\"Order 4711\"]}")
        #expect(answer["conclusion/tags"] == .array([.string("VIP customer"), .string("Order 4711")]))
    }

    @Test("Members that the contract does not have, and other types, are refused")
    func shapes() async throws {
        try await self.bench.takeCall()
        expectProblem(
            try await self.conclude(#"{"code":"sale","primaryCode":7,"tags":[1]}"#), 422, "unknownMember",
            at: ["/code", "/primaryCode", "/tags/0"])
    }

    @Test("S7 S57 Only a call that the user took is open to them")
    func notOpen() async throws {
        try await self.bench.post(.queued)
        expectProblem(try await self.conclude("{\(Self.chosen)}"), 409, "notOpen")
        try await self.bench.post(.offered, by: anna)
        try await self.bench.post(.declined, by: anna)
        expectProblem(try await self.conclude("{\(Self.chosen)}"), 409, "notOpen")
        expectProblem(try await self.conclude("{\(Self.chosen)}", as: .olga), 404, "notFound")
    }

    @Test(
        "S60 Without the licence, or with both widgets off, nothing is saved and the entry stays open", arguments: [true, false])
    func disabled(hasLicence: Bool) async throws {
        var support = ServerBench.support
        support[hasLicence ? "widgets" : "licence"] = .object([:])
        let bench = ServerBench { $0.support = support }
        try await bench.takeCall()
        expectProblem(try await self.conclude("{\(Self.chosen)}", on: bench), 409, "codesDisabled")
        #expect(try await self.entry(on: bench).bool("open") == true)
    }

    @Test("A part whose widget is off is refused; the other one is saved without it")
    func oneWidget() async throws {
        var support = ServerBench.support
        support["widgets"] = .object(["tags": .bool(true)])
        let bench = ServerBench { $0.support = support }
        try await bench.takeCall()
        expectProblem(
            try await self.conclude("{\(Self.chosen),\"tags\":[\"good\"]}", on: bench), 422, "invalidValue",
            at: ["/primaryCode", "/secondaryCode"])
        #expect(try await self.conclude(#"{"tags":["good"]}"#, on: bench).status == 200)
    }

    @Test("S42 A caller's earlier tags come back on the next call, until the number is forgotten")
    func recall() async throws {
        try await self.bench.takeCall(session: "c-1")
        _ = try await self.conclude("{\(Self.chosen),\"tags\":[\"VIP\"]}")
        try await self.bench.takeCall(session: "c-2")
        let path = "/v1/users/me/interactions/i-c-2"
        let next = try await self.bench.send(.get, path, as: .anna)
        #expect(next.text.contains(#""recall":[{"tag":"VIP","lastUsedAt":"1970-01-01T00:16:42.000Z"}]"#))
        let counts = try await self.bench.send(.post, "/v1/forget", as: .administrator, #"{"number":"+493023125123"}"#)
        #expect(counts.int("recall") == 1 && counts.int("contexts") == 2)
        try await self.bench.takeCall(session: "c-3")
        #expect(try await self.bench.send(.get, "/v1/users/me/interactions/i-c-3", as: .anna).count("recall") == 0)
    }
}
