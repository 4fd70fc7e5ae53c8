import CallModel
import Testing

@testable import SignIn

@Suite("Keys and tokens side by side")
struct CredentialAuthenticatorTests {
    @Test("A key is a key whatever its id looks like, and a token a token")
    func sorting() async throws {
        var random = SystemRandomNumberGenerator()
        let fresh = GeneratedKey(id: "a.b.c", random: &random)
        let key = try #require(
            AccessKey(principal: Principal(id: "a.b.c", role: .flow, services: .all), digest: fresh.digest))
        let signer = Signer()
        let bench = OpenIDTestBench(Provider(signer))
        let rules = TokenRules(
            issuer: Provider.issuer, audiences: ["callcard"], algorithms: [.es256], role: .fixed(.agent), services: .fixed(.all))
        let both = CredentialAuthenticator(
            keys: KeyRing([key]),
            tokens: TokenVerifier([.init(rules: rules, keys: bench.keys)], names: PrincipalNames(), time: bench.time) { _ in })
        #expect(await both.principal(presenting: fresh.text)?.id == "a.b.c")
        #expect(await both.principal(presenting: try signer.token(bench.claims))?.user == "anna@example.com")
        #expect(await both.principal(presenting: "cc_" + (try signer.token(bench.claims))) == nil)
        #expect(await both.principal(presenting: "") == nil)
    }
}
