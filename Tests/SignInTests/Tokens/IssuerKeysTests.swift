import CallModel
import OutboundHTTP
import StrictJSON
import TestSupport
import Testing

@testable import SignIn

@Suite("Fetching an issuer's keys")
struct IssuerKeysTests {
    private let old = Signer(id: "old")
    private let new = Signer(id: "new")

    private func refusal(_ bench: OpenIDTestBench, _ signer: Signer) async throws -> TokenRefusal? {
        await bench.refusal(try signer.token(bench.claims))
    }

    @Test("By discovery, where no address is named")
    func discovery() async throws {
        let bench = OpenIDTestBench(Provider(self.old), jwks: nil)
        #expect(try await self.refusal(bench, self.old) == nil)
        #expect(
            bench.provider.urls == [
                "https://login.example/tenant/.well-known/openid-configuration", "https://login.example/keys",
            ])
    }

    @Test("A discovery document of another issuer is not believed")
    func otherIssuer() async throws {
        let bench = OpenIDTestBench(Provider(self.old), jwks: nil)
        bench.provider.change { $0.issuer = "https://login.example/other" }
        #expect(try await self.refusal(bench, self.old) == .unknownKey)
        #expect(bench.events.all.contains(.notFetched(issuer: Provider.issuer, .otherIssuer)) && bench.provider.fetches == 0)
    }

    @Test("Many tokens at once are one fetch")
    func singleFlight() async throws {
        let bench = OpenIDTestBench(Provider(self.old))
        bench.provider.change { $0.isSlow = true }
        let token = try self.old.token(bench.claims)
        let refusals = await withTaskGroup(of: TokenRefusal?.self) { group in
            for _ in 0..<50 { group.addTask { await bench.refusal(token) } }
            while bench.provider.fetches == 0 { await Task.yield() }
            bench.provider.change { $0.isSlow = false }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(refusals == Array(repeating: nil, count: 50) && bench.provider.fetches == 1)
    }

    @Test(
        "B14: unknown keys, paths among them, have the keys fetched once in five minutes",
        arguments: ["x", "../../etc/passwd", "old\0", ""])
    func unknownKeys(id: String) async throws {
        let bench = OpenIDTestBench(Provider(self.old))
        #expect(try await self.refusal(bench, self.old) == nil)
        let stranger = Signer(id: id)
        for _ in 0..<20 { #expect(try await self.refusal(bench, stranger) == .unknownKey) }
        #expect(bench.provider.fetches == 2)
        bench.time.advance(by: .seconds(299))
        #expect(try await self.refusal(bench, stranger) == .unknownKey && bench.provider.fetches == 2)
        bench.time.advance(by: .seconds(1))
        #expect(try await self.refusal(bench, stranger) == .unknownKey && bench.provider.fetches == 3)
    }

    @Test("A new key is found by the first token that bears it; the old one ends with its leaving the set")
    func rotation() async throws {
        let bench = OpenIDTestBench(Provider(self.old))
        #expect(try await self.refusal(bench, self.old) == nil)
        bench.provider.change { $0.keys = [self.new.webKey()] }
        #expect(try await self.refusal(bench, self.old) == nil)
        #expect(try await self.refusal(bench, self.new) == nil && bench.provider.fetches == 2)
        #expect(try await self.refusal(bench, self.old) == .unknownKey)
    }

    @Test("B15: keys go on being good while their endpoint is down; a new one is refused; both mend without a restart")
    func outage() async throws {
        let bench = OpenIDTestBench(Provider(self.old))
        #expect(try await self.refusal(bench, self.old) == nil)
        bench.provider.change { state in
            state.isDown = true
            state.keys = [self.new.webKey()]
        }
        bench.time.advance(by: .seconds(3_600))
        #expect(try await self.refusal(bench, self.old) == nil)
        #expect(try await self.refusal(bench, self.new) == .unknownKey)
        #expect(bench.keys.health.first?.trouble == "its keys can't be fetched (connect); those from before are in use")
        bench.time.advance(by: .seconds(23 * 3_600 - 1))
        #expect(try await self.refusal(bench, self.old) == nil)
        bench.time.advance(by: .seconds(1))
        #expect(try await self.refusal(bench, self.old) == .unknownKey)
        #expect(bench.keys.health.first?.trouble == "its keys can't be fetched (connect); no token of this issuer is taken")
        bench.provider.change { $0.isDown = false }
        bench.time.advance(by: .seconds(300))
        #expect(try await self.refusal(bench, self.new) == nil)
        #expect(bench.keys.health.first?.trouble == nil)
    }

    @Test("In the background keys are fetched each hour, and sooner after a failure")
    func background() async throws {
        let bench = OpenIDTestBench(Provider(self.old))
        let task = Task { await bench.keys.run() }
        func fetched(_ count: Int) async { while bench.events.all.count < count { await Task.yield() } }
        await fetched(1)
        bench.time.advance(by: .seconds(3_599))
        for _ in 0..<100 { await Task.yield() }
        #expect(bench.events.all.count == 1)
        bench.provider.change { $0.isDown = true }
        bench.time.advance(by: .seconds(1))
        await fetched(2)
        bench.provider.change { $0.isDown = false }
        bench.time.advance(by: .seconds(1))
        await fetched(3)
        task.cancel()
        await task.value
        let issuer = Provider.issuer
        #expect(
            bench.events.all == [
                .fetched(issuer: issuer), .notFetched(issuer: issuer, .transport(.connect)), .fetched(issuer: issuer),
            ])
    }

    @Test(
        "A set that can't be used leaves the keys as they were",
        arguments: [[], ["no key"], [.object(["kty": "oct", "k": "AA"])]] as [[JSONValue]])
    func unusable(keys: [JSONValue]) async throws {
        let bench = OpenIDTestBench(Provider(self.old))
        #expect(try await self.refusal(bench, self.old) == nil)
        bench.provider.change { $0.keys = keys }
        #expect(try await self.refusal(bench, self.new) == .unknownKey && bench.provider.fetches == 2)
        #expect(try await self.refusal(bench, self.old) == nil)
        #expect(bench.events.all.contains(.notFetched(issuer: Provider.issuer, .noKeys)))
    }
}
