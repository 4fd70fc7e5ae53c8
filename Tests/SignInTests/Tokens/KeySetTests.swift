import StrictJSON
import Testing

@testable import SignIn

@Suite("An issuer's key set")
struct KeySetTests {
    private func set(_ keys: [JSONValue], _ algorithms: [TokenAlgorithm] = [.es256]) async throws -> KeySet {
        try await KeySet(json: JSONValue.object(["keys": .array(keys)]).encoded(), algorithms: algorithms)
    }

    @Test("A token without a key's id is for the only key; of several, none is guessed")
    func withoutID() async throws {
        let (one, two) = (Signer(id: "one"), Signer(id: nil))
        #expect(try await self.set([one.webKey()]).keys(id: nil, algorithm: .es256).count == 1)
        #expect(try await self.set([two.webKey()]).keys(id: nil, algorithm: .es256).count == 1)
        #expect(try await self.set([one.webKey(), two.webKey()]).keys(id: nil, algorithm: .es256).isEmpty)
    }

    @Test("Ids are compared byte by byte")
    func ids() async throws {
        let set = try await self.set([Signer(id: "caf\u{E9}").webKey()])
        #expect(set.keys(id: "caf\u{E9}", algorithm: .es256).count == 1)
        #expect(set.keys(id: "cafe\u{301}", algorithm: .es256).isEmpty)
        #expect(set.keys(id: "caf", algorithm: .es256).isEmpty)
    }

    @Test(
        "Keys for something else are left out",
        arguments: [
            ["use": "enc"], ["use": .null], ["key_ops": .array(["encrypt"])], ["alg": "ES384"], ["alg": "HS256"], ["kty": "oct"],
            ["crv": "P-384"], ["x": "AA"], ["y": .null], ["x": "****"],
        ] as [JSONObject])
    func leftOut(changes: JSONObject) async throws {
        let good = Signer(id: "good")
        let set = try await self.set([Signer(id: "bad").webKey(changes), good.webKey()])
        #expect(set.keys(id: "bad", algorithm: .es256).isEmpty)
        #expect(set.keys(id: "good", algorithm: .es256).count == 1)
    }

    @Test("Two keys of one id are both tried")
    func sameID() async throws {
        let set = try await self.set([Signer(id: "k").webKey(), Signer(id: "k").webKey(["use": "sig", "alg": "ES256"])])
        #expect(set.keys(id: "k", algorithm: .es256).count == 2)
    }

    @Test("What is no key set is malformed", arguments: ["", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[],"keys":[]}"#, "<html>"])
    func malformed(json: String) async {
        await #expect(throws: KeyFetchError.malformed) { try await KeySet(json: Array(json.utf8), algorithms: [.es256]) }
    }
}
