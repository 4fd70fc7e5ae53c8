import CallModel
import OutboundHTTP
import StrictJSON
import Testing
import TestSupport

@testable import SignIn

@Suite("Fetching an issuer's keys")
struct IssuerKeysTests {
    private let old = Signer(id: "old")
    private let new = Signer(id: "new")

    private func refusal(_ desk: Desk, _ signer: Signer) async throws -> TokenRefusal? {
        await desk.refusal(try signer.token(desk.claims))
    }

    @Test("By discovery, where no address is named")
    func discovery() async throws {
        let desk = Desk(Provider(self.old), jwks: nil)
        #expect(try await self.refusal(desk, self.old) == nil)
        #expect(
            desk.provider.urls == [
                "https://login.example/tenant/.well-known/openid-configuration", "https://login.example/keys",
            ])
    }

    @Test("A discovery document of another issuer is not believed")
    func otherIssuer() async throws {
        let desk = Desk(Provider(self.old), jwks: nil)
        desk.provider.change { $0.issuer = "https://login.example/other" }
        #expect(try await self.refusal(desk, self.old) == .unknownKey)
        #expect(desk.notes.all.contains(.notFetched(issuer: Provider.issuer, .otherIssuer)) && desk.provider.fetches == 0)
    }

    @Test("Many tokens at once are one fetch")
    func singleFlight() async throws {
        let desk = Desk(Provider(self.old))
        desk.provider.change { $0.isSlow = true }
        let token = try self.old.token(desk.claims)
        let refusals = await withTaskGroup(of: TokenRefusal?.self) { group in
            for _ in 0..<50 { group.addTask { await desk.refusal(token) } }
            while desk.provider.fetches == 0 { await Task.yield() }
            desk.provider.change { $0.isSlow = false }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(refusals == Array(repeating: nil, count: 50) && desk.provider.fetches == 1)
    }

    @Test(
        "B14: unknown keys, paths among them, have the keys fetched once in five minutes",
        arguments: ["x", "../../etc/passwd", "old\0", ""])
    func unknownKeys(id: String) async throws {
        let desk = Desk(Provider(self.old))
        #expect(try await self.refusal(desk, self.old) == nil)
        let stranger = Signer(id: id)
        for _ in 0..<20 { #expect(try await self.refusal(desk, stranger) == .unknownKey) }
        #expect(desk.provider.fetches == 2)
        desk.time.advance(by: .seconds(299))
        #expect(try await self.refusal(desk, stranger) == .unknownKey && desk.provider.fetches == 2)
        desk.time.advance(by: .seconds(1))
        #expect(try await self.refusal(desk, stranger) == .unknownKey && desk.provider.fetches == 3)
    }

    @Test("A new key is found by the first token that bears it; the old one ends with its leaving the set")
    func rotation() async throws {
        let desk = Desk(Provider(self.old))
        #expect(try await self.refusal(desk, self.old) == nil)
        desk.provider.change { $0.keys = [self.new.webKey()] }
        #expect(try await self.refusal(desk, self.old) == nil)
        #expect(try await self.refusal(desk, self.new) == nil && desk.provider.fetches == 2)
        #expect(try await self.refusal(desk, self.old) == .unknownKey)
    }

    @Test("B15: keys go on being good while their endpoint is down; a new one is refused; both mend without a restart")
    func outage() async throws {
        let desk = Desk(Provider(self.old))
        #expect(try await self.refusal(desk, self.old) == nil)
        desk.provider.change { state in
            state.isDown = true
            state.keys = [self.new.webKey()]
        }
        desk.time.advance(by: .seconds(3_600))
        #expect(try await self.refusal(desk, self.old) == nil)
        #expect(try await self.refusal(desk, self.new) == .unknownKey)
        #expect(desk.keys.health.first?.trouble == "its keys can't be fetched (connect); those from before are in use")
        desk.time.advance(by: .seconds(23 * 3_600 - 1))
        #expect(try await self.refusal(desk, self.old) == nil)
        desk.time.advance(by: .seconds(1))
        #expect(try await self.refusal(desk, self.old) == .unknownKey)
        #expect(desk.keys.health.first?.trouble == "its keys can't be fetched (connect); no token of this issuer is taken")
        desk.provider.change { $0.isDown = false }
        desk.time.advance(by: .seconds(300))
        #expect(try await self.refusal(desk, self.new) == nil)
        #expect(desk.keys.health.first?.trouble == nil)
    }

    @Test("In the background keys are fetched each hour, and sooner after a failure")
    func background() async throws {
        let desk = Desk(Provider(self.old))
        let task = Task { await desk.keys.run() }
        func fetched(_ count: Int) async { while desk.notes.all.count < count { await Task.yield() } }
        await fetched(1)
        desk.time.advance(by: .seconds(3_599))
        for _ in 0..<100 { await Task.yield() }
        #expect(desk.notes.all.count == 1)
        desk.provider.change { $0.isDown = true }
        desk.time.advance(by: .seconds(1))
        await fetched(2)
        desk.provider.change { $0.isDown = false }
        desk.time.advance(by: .seconds(1))
        await fetched(3)
        task.cancel()
        await task.value
        let issuer = Provider.issuer
        #expect(
            desk.notes.all == [
                .fetched(issuer: issuer), .notFetched(issuer: issuer, .transport(.connect)), .fetched(issuer: issuer),
            ])
    }

    @Test(
        "A set that can't be used leaves the keys as they were",
        arguments: [[], ["no key"], [.object(["kty": "oct", "k": "AA"])]] as [[JSONValue]])
    func unusable(keys: [JSONValue]) async throws {
        let desk = Desk(Provider(self.old))
        #expect(try await self.refusal(desk, self.old) == nil)
        desk.provider.change { $0.keys = keys }
        #expect(try await self.refusal(desk, self.new) == .unknownKey && desk.provider.fetches == 2)
        #expect(try await self.refusal(desk, self.old) == nil)
        #expect(desk.notes.all.contains(.notFetched(issuer: Provider.issuer, .noKeys)))
    }
}
