import CallModel
import SignIn
import Testing

@Suite("API keys")
struct KeyRingTests {
    private func makeKey(_ id: String) throws -> (text: String, key: AccessKey) {
        var random = SystemRandomNumberGenerator()
        let fresh = GeneratedKey(id: id, random: &random)
        let principal = Principal(id: id, role: .operator, services: .all)
        return (fresh.text, try #require(AccessKey(principal: principal, digest: fresh.digest)))
    }

    @Test("A new key opens, and only for itself")
    func roundTrip() async throws {
        let (text, key) = try self.makeKey("ops1")
        let (other, _) = try self.makeKey("ops1")
        let ring = KeyRing([key])
        #expect(text.utf8.count == "cc_ops1_".utf8.count + 43)
        #expect(await ring.principal(presenting: text)?.id == "ops1")
        #expect(await ring.principal(presenting: other) == nil)
        #expect(await ring.principal(presenting: text.replacing("ops1", with: "ops2")) == nil)
    }

    @Test("The digest is that of the 43 characters")
    func knownDigest() async throws {
        // SHA-256 of 43 times "A".
        let digest = "0f007385b6f9d4b7eeb2748605afe1a984a0a3bfa3f014d09e2a784ce9e5cd1a"
        let principal = Principal(id: "a", role: .operator, services: .all)
        let ring = KeyRing([AccessKey(principal: principal, digest: digest)].compactMap(\.self))
        #expect(await ring.principal(presenting: "cc_a_" + String(repeating: "A", count: 43)) == principal)
        #expect(await ring.principal(presenting: "cc_a_" + String(repeating: "B", count: 43)) == nil)
    }

    @Test(
        "What is no key opens nothing",
        arguments: ["", "cc_", "cc__", "cc_ops1_short", "Bearer", String(repeating: "x", count: 5_000)])
    func malformed(text: String) async throws {
        let ring = KeyRing([try self.makeKey("ops1").key])
        #expect(await ring.principal(presenting: text) == nil)
    }

    @Test(
        "A digest that is none is refused",
        arguments: ["", "zz", String(repeating: "g", count: 64), String(repeating: "0", count: 63)])
    func malformedDigests(digest: String) {
        #expect(AccessKey(principal: Principal(id: "a", role: .flow, services: .all), digest: digest) == nil)
    }
}
