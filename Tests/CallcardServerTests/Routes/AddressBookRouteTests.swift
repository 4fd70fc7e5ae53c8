import HTTPTypes
import StrictJSON
import Testing

@testable import CallcardServer

@Suite("C10 /v2/AddressBooks: flows fill books", .timeLimit(.minutes(5)))
struct AddressBookRouteTests {
    private let bench = ServerBench()
    private static let path = "/v2/AddressBooks/contacts/contacts"

    private func send(
        _ method: HTTPRequest.Method, _ path: String = "", _ body: String? = nil, as key: ServerBench.Key = .flow
    ) async throws -> Answer {
        try await self.bench.send(method, Self.path + path, as: key, body)
    }

    private static let two = #"[{"externalId":"17","firstName":"Anna","businessPhones":["+49 30 23125123"]},{"externalId":"18"}]"#

    @Test("Books are listed with their contacts")
    func books() async throws {
        _ = try await self.send(.post, "", Self.two)
        for key in [ServerBench.Key.flow, .administrator] {
            #expect(
                try await self.bench.send(.get, "/v2/AddressBooks", as: key).text
                    == #"[{"id":"contacts","name":"contacts","contacts":2}]"#)
        }
    }

    @Test("B9 A book that is unknown is not there", arguments: ["nobody", "Contacts", "%zz"])
    func unknownBook(id: String) async throws {
        let path = "/v2/AddressBooks/\(id)/contacts"
        for (method, path) in [
            (HTTPRequest.Method.get, path), (.post, path), (.put, path), (.post, path + "/delete"), (.post, path + "/clear"),
        ] {
            expectProblem(try await self.bench.send(method, path, as: .flow, method == .get ? nil : "[]"), 404, "notFound")
        }
    }

    /// The answer to a list of contacts that were all taken, with readable numbers.
    private static func fates(_ counts: String) -> String {
        let counts = zip(["added", "updated", "unchanged"], counts.split(separator: ",")).map { "\"\($0)\":\($1)" }
        return "{" + counts.joined(separator: ",") + #","rejected":[],"unreadable":[]}"#
    }

    @Test("Contacts are added, updated, left as they are, and shown as they are kept")
    func putting() async throws {
        #expect(try await self.send(.post, "", Self.two).text == Self.fates("2,0,0"))
        let one = #"{"externalId":"17","firstName":"Anna","lastName":"Meier"}"#
        #expect(try await self.send(.post, "", "[\(one)]").text == Self.fates("0,1,0"))
        #expect(try await self.send(.put, "", "[\(one)]").text == Self.fates("0,0,1"))
        #expect(
            try await self.send(.get).text
                == #"[{"externalId":"17","firstName":"Anna","lastName":"Meier"},{"externalId":"18"}]"#)
    }

    @Test("PUT adds nobody; a contact without a usable id or with members of another type is named")
    func rejecting() async throws {
        _ = try await self.send(.post, "", Self.two)
        let body =
            #"[{"externalId":"19"},{"externalId":"18","city":"Berlin"},{"firstName":"Ben"},{"externalId":"20","firstName":7},"x"]"#
        #expect(
            try await self.send(.put, "", body).text
                == #"{"added":0,"updated":0,"unchanged":1,"rejected":[{"externalId":"","code":"invalidValue"},{"externalId":"20","code":"invalidValue"},{"externalId":"","code":"invalidValue"},{"externalId":"19","code":"notFound"}],"unreadable":[]}"#
        )
    }

    @Test("A single contact is answered as it is kept, with the counts; a refused one with the counts and why")
    func single() async throws {
        let one = #"{"lastName":"Meier","externalId":17,"businessPhones":["","n/a","+49 30 23125123"]}"#
        #expect(
            try await self.send(.post, "", one).text
                == #"{"externalId":"17","lastName":"Meier","businessPhones":["n/a","+49 30 23125123"],"added":1,"updated":0,"unchanged":0,"unreadable":[{"externalId":"17","pointer":"/businessPhones/1"}]}"#
        )
        #expect(
            try await self.send(.put, "", #"{"externalId":"18"}"#).text
                == #"{"added":0,"updated":0,"unchanged":0,"rejected":[{"externalId":"18","code":"notFound"}]}"#)
    }

    @Test("Ids may be joined by commas")
    func joinedIDs() async throws {
        _ = try await self.send(.post, "", Self.two)
        #expect(try await self.send(.get, "?externalIds=18,17").text.contains(#"[{"externalId":"18"},{"externalId":"17""#))
    }

    @Test("A contact is kept in the contract's order, without what is empty or unknown")
    func shape() async throws {
        let contact = """
            {"customFields":[{"name":"Tier","value":"Gold"},{"name":"Since","value":2019}],"addresses":[{"city":"Berlin","zip":"1"},{}],\
            "company":"ACME AG","mobilePhones":["+49 30 23125124",""],"displayName":"","colour":"red","externalId":17}
            """
        #expect(try await self.send(.post, "", contact).int("added") == 1)
        #expect(
            try await self.send(.get).text
                == #"[{"externalId":"17","company":"ACME AG","mobilePhones":["+49 30 23125124"],"addresses":[{"city":"Berlin"}],"customFields":[{"name":"Tier","value":"Gold"},{"name":"Since","value":"2019"}]}]"#
        )
    }

    @Test(
        "Contacts are found by their ids, and behind one",
        arguments: [
            ("?externalIds=18", ["18"]), ("?externalIds=18&externalIds=17&externalIds=99", ["18", "17"]), ("?after=17", ["18"]),
            ("?after=18", []), ("", ["17", "18"]),
        ])
    func finding(query: String, ids: [String]) async throws {
        _ = try await self.send(.post, "", Self.two)
        #expect(try await self.send(.get, query).strings("", "externalId") == ids)
    }

    @Test("Contacts are deleted by their ids, or all of them")
    func deleting() async throws {
        _ = try await self.send(.post, "", Self.two)
        #expect(try await self.send(.post, "/delete", #"["17","99",17]"#).text == #"{"deleted":1}"#)
        #expect(try await self.send(.get).strings("", "externalId") == ["18"])
        #expect(try await self.send(.post, "/clear").text == #"{"deleted":1}"#)
        #expect(try await self.send(.post, "/clear").text == #"{"deleted":0}"#)
    }

    @Test("A body that is no contact and no list of them is refused, and so is one of more than 1,000")
    func badBodies() async throws {
        let many = "[" + (1...1_001).map { #"{"externalId":"\#($0)"}"# }.joined(separator: ",") + "]"
        for body in ["17", #""x""#, "null", many] {
            expectProblem(try await self.send(.post, "", body), 422, "invalidValue", at: [""])
        }
        for body in [#"{"externalId":"17"}"#, "[17,null]", #"[""]"#] {
            expectProblem(try await self.send(.post, "/delete", body), 422, "invalidValue", at: [""])
        }
        expectProblem(try await self.send(.post, "", "["), 400, "malformedJson")
        #expect(try await self.send(.get).text == "[]")
    }
}
