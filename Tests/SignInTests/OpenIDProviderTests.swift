import CallModel
import OutboundHTTP
import StrictJSON
import TestSupport
import Testing

@testable import SignIn

@Suite("Signing in with an account elsewhere")
struct OpenIDProviderTests {
    private let signer = Signer()
    // RFC 7636, appendix B.
    private let attempt = SignInAttempt(
        state: "s", nonce: "n-1", verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        redirect: "https://callcard.example/sign-in/callback")

    private func bench(_ client: OpenIDProvider.Client = .init(id: "callcard")) -> (bench: OpenIDTestBench, sut: OpenIDProvider) {
        let bench = OpenIDTestBench(Provider(self.signer))
        let rules = TokenRules(
            issuer: Provider.issuer, audiences: ["callcard"], algorithms: [.es256], role: .claim("roles", ["Agents": .agent]),
            services: .fixed(.all))
        let sut = OpenIDProvider(
            client: client, rules: rules, keys: bench.keys, transport: bench.provider, names: PrincipalNames(), time: bench.time,
            onEvent: bench.events.record)
        return (bench, sut)
    }

    private func come(back sut: OpenIDProvider, by issuer: String? = nil) async -> Result<SignInAccount, SignInFailure> {
        do throws(SignInFailure) {
            let answer = SignInAnswer(code: Sensitive("the code"), issuer: issuer)
            return .success(try await sut.account(bringing: answer, from: self.attempt))
        } catch {
            return .failure(error)
        }
    }

    private func answer(_ token: String, status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(status: status, body: JSONValue.object(["id_token": .string(token)]).encoded())
    }

    @Test("The browser is sent off with state, nonce and the verifier's digest")
    func address() async throws {
        let address = try await self.bench().sut.address(for: self.attempt)
        #expect(address.hasPrefix("https://login.example/authorize?response_type=code&client_id=callcard&"))
        #expect(address.contains("&redirect_uri=https%3A%2F%2Fcallcard.example%2Fsign-in%2Fcallback&"))
        #expect(address.contains("&state=s&nonce=n-1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&"))
        #expect(address.hasSuffix("&code_challenge_method=S256") && !address.contains(self.attempt.verifier))
    }

    @Test("A good token gives its person, whose stay does not end with it")
    func good() async throws {
        let (bench, sut) = self.bench()
        var claims = bench.claims
        claims["nonce"] = "n-1"
        let token = try self.signer.token(claims)
        bench.provider.change { $0.token = self.answer(token) }
        let account = try await self.come(back: sut).get()
        #expect(account.user == "anna@example.com")
        let rights = try #require(sut.rights(of: account))
        #expect(rights.role == .agent && rights.services == .all)
        let form = try #require(bench.provider.forms.first)
        #expect(form.contains("code=the%20code&") && form.contains("code_verifier=\(self.attempt.verifier)"))
        #expect(form.hasSuffix("client_id=callcard"))
    }

    @Test(
        "A token of another attempt proves nothing; a person without a role is a stranger",
        arguments: [
            (["nonce": "n-2"], .unproven), ([:], .unproven), (["nonce": "n-1", "azp": "other"], .unproven),
            (["nonce": "n-1", "roles": .array([])], .stranger), (["nonce": "n-1", "aud": "other"], .unproven),
        ] as [(JSONObject, SignInFailure)])
    func bad(changes: JSONObject, failure: SignInFailure) async throws {
        let (bench, sut) = self.bench()
        var claims = bench.claims
        for (name, value) in changes.members { claims[name] = value }
        let token = try self.signer.token(claims)
        bench.provider.change { $0.token = self.answer(token) }
        #expect(await self.come(back: sut) == .failure(failure))
    }

    @Test(
        "Whose fault it is", arguments: [(400, SignInFailure.refused), (401, .refused), (500, .unavailable), (200, .unavailable)])
    func statuses(status: Int, failure: SignInFailure) async {
        let (bench, sut) = self.bench()
        bench.provider.change { $0.token = HTTPAnswer(status: status, body: Array("{}".utf8)) }
        #expect(await self.come(back: sut) == .failure(failure))
    }

    @Test(
        "An answer that names its issuer must name this one, and names one where the provider's do (RFC 9207)",
        arguments: [
            (Provider.issuer, true, true), (Provider.issuer, false, true), (nil, false, true), (nil, true, false),
            ("https://evil.example", false, false), (Provider.issuer + "/", true, false), ("", false, false),
        ] as [(String?, Bool, Bool)])
    func issuers(issuer: String?, isNamed: Bool, isTaken: Bool) async throws {
        let (bench, sut) = self.bench()
        var claims = bench.claims
        claims["nonce"] = "n-1"
        let token = try self.signer.token(claims)
        bench.provider.change { provider in
            provider.token = self.answer(token)
            provider.namesIssuer = isNamed
        }
        let account = await self.come(back: sut, by: issuer)
        #expect(isTaken ? (try? account.get()) != nil : account == .failure(.unproven))
        #expect(bench.provider.forms.count == (isTaken ? 1 : 0), "a code of another is shown to nobody")
    }

    private func address(of sut: OpenIDProvider) async -> String? { try? await sut.address(for: self.attempt) }

    @Test(
        "While the provider is down it is asked once, then after 1, 2, 4 … seconds, 30 at most; whoever comes between is told at once"
    )
    func pauses() async {
        let (bench, sut) = self.bench()
        bench.provider.change { $0.isDown = true }
        for (asked, pause) in [1, 2, 4, 8, 16, 30, 30].enumerated() {
            for _ in 0..<20 { #expect(await self.address(of: sut) == nil) }
            #expect(bench.provider.urls.count == asked + 1)
            bench.time.advance(by: .seconds(pause))
        }
        bench.provider.change { $0.isDown = false }
        for _ in 0..<20 { #expect(await self.address(of: sut) != nil) }
        #expect(bench.provider.urls.count == 8)
    }

    @Test("All who come while it is asked wait for one answer", .timeLimit(.minutes(1)))
    func together() async {
        let (bench, sut) = self.bench()
        bench.provider.change { $0.isSlow = true }
        let found = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<50 { group.addTask { await self.address(of: sut) } }
            while bench.provider.urls.isEmpty { await Task.yield() }
            bench.provider.change { $0.isSlow = false }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(found.compactMap(\.self).count == 50 && bench.provider.urls.count == 1)
    }

    @Test("Addresses that are known stay good while new ones can't be had")
    func outage() async {
        let (bench, sut) = self.bench()
        #expect(await self.address(of: sut) != nil)
        bench.provider.change { $0.isDown = true }
        bench.time.advance(by: .seconds(3_600))
        for _ in 0..<5 { #expect(await self.address(of: sut) != nil) }
        bench.time.advance(by: .seconds(23 * 3_600))
        #expect(await self.address(of: sut) == nil)
    }

    @Test("The secret is shown as basic credentials, each part encoded first")
    func secret() async {
        let (bench, sut) = self.bench(.init(id: "call card", secret: Sensitive("p&ss")))
        _ = await self.come(back: sut)
        #expect(bench.provider.credentials == ["Basic Y2FsbCUyMGNhcmQ6cCUyNnNz"])
    }
}
