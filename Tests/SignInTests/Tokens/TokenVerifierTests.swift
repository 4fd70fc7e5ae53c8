import CallModel
import StrictJSON
import TestSupport
import Testing

@testable import SignIn

@Suite("Which tokens are taken")
struct TokenVerifierTests {
    private let signer = Signer()
    private let bench: OpenIDTestBench

    init() {
        self.bench = OpenIDTestBench(Provider(self.signer))
    }

    private func token(_ change: (inout JSONObject) -> Void = { _ in }) throws -> String {
        var claims = self.bench.claims
        change(&claims)
        return try self.signer.token(claims)
    }

    private func seconds(_ offset: Int) -> JSONValue {
        .number("\(self.bench.time.wallNow().milliseconds / 1_000 + Int64(offset))")
    }

    @Test("A good token makes its user a principal, who ends with it")
    func good() async throws {
        let principal = try #require(await self.bench.principal(try self.token()))
        #expect(principal.user == "anna@example.com")
        #expect(principal.role == .agent)
        #expect(principal.services == .only(["support"]))
        #expect(principal.expiresAt == self.bench.time.wallNow() + .seconds(3_600))
        #expect(principal.id.hasPrefix("jwt:") && principal.id.utf8.count == 20)
        #expect(!AccessKey.isValid(id: principal.id))
    }

    @Test(
        "An end is an end: a second before it the token is good, from it on not", arguments: [(1, true), (0, false), (-1, false)])
    func expiry(left: Int, isGood: Bool) async throws {
        let refusal = await self.bench.refusal(try self.token { $0["exp"] = self.seconds(left) })
        #expect(refusal == (isGood ? nil : .expired))
    }

    @Test("So is a start", arguments: [(0, true), (1, false)])
    func notBefore(wait: Int, isGood: Bool) async throws {
        let refusal = await self.bench.refusal(try self.token { $0["nbf"] = self.seconds(wait) })
        #expect(refusal == (isGood ? nil : .notYetValid))
    }

    @Test("Leeway is for both ends, and the principal's end has it too")
    func leeway() async throws {
        let bench = OpenIDTestBench(self.bench.provider) { $0.leeway = .seconds(30) }
        for (start, end, refusal) in [(30, 60, nil), (31, 60, .notYetValid), (0, -29, nil), (0, -30, TokenRefusal.expired)] {
            var claims = bench.claims
            claims["nbf"] = self.seconds(start)
            claims["exp"] = self.seconds(end)
            #expect(await bench.refusal(try self.signer.token(claims)) == refusal)
        }
        var claims = bench.claims
        claims["exp"] = self.seconds(1)
        #expect(await bench.principal(try self.signer.token(claims))?.expiresAt == bench.time.wallNow() + .seconds(31))
    }

    @Test(
        "A claim that is missing or of another kind is no claim",
        arguments: [
            ("iss", nil, .issuer), ("iss", "https://login.example/tenant/", .issuer),
            ("iss", .array(["https://login.example/tenant"]), .issuer),
            ("aud", nil, .audience), ("aud", "Callcard", .audience), ("aud", .array(["other"]), .audience),
            ("exp", nil, .expired), ("exp", "9999999999", .expired), ("exp", .number("1e300"), .expired),
            ("exp", .number("-1"), .expired),
            ("nbf", "0", .notYetValid), ("nbf", .null, .notYetValid), ("sub", nil, .user), ("sub", "", .user),
            ("preferred_username", nil, .user), ("preferred_username", "an na", .user), ("preferred_username", "a\nb", .user),
            ("roles", nil, .role), ("roles", .array(["agents"]), .role), ("roles", .object([:]), .role),
        ] as [(String, JSONValue?, TokenRefusal)])
    func claims(name: String, value: JSONValue?, refusal: TokenRefusal) async throws {
        #expect(await self.bench.refusal(try self.token { $0[name] = value }) == refusal)
    }

    @Test("Of several audiences one is enough")
    func audiences() async throws {
        #expect(await self.bench.refusal(try self.token { $0["aud"] = .array(["other", "callcard"]) }) == nil)
    }

    @Test(
        "Algorithms that are not named for the issuer are refused without asking for keys",
        arguments: ["none", "HS256", "RS256", "es256", ""])
    func algorithms(name: String) async throws {
        let token = try self.signer.token(self.bench.claims, header: ["alg": .string(name)])
        #expect(await self.bench.refusal(token) == .algorithm)
        #expect(self.bench.provider.fetches == 0)
    }

    @Test("Another key's signature, a cut one, and none prove nothing")
    func signatures() async throws {
        let token = try self.token()
        let unsigned = try #require(token.lastIndex(of: "."))
        #expect(await self.bench.refusal(try Signer().token(self.bench.claims)) == .signature)
        #expect(await self.bench.refusal(String(token[...unsigned])) == .signature)
        #expect(await self.bench.refusal(String(token.dropLast(2))) == .signature)
        let other = try self.token { $0["roles"] = .array(["Owners"]) }
        let moved = other[...(try #require(other.lastIndex(of: ".")))] + token[token.index(after: unsigned)...]
        #expect(await self.bench.refusal(String(moved)) == .signature)
    }

    @Test("Claims that are wanted must be there as they are wanted", arguments: [("t-1", true), ("t-2", false)])
    func wanted(tenant: String, isGood: Bool) async throws {
        let bench = OpenIDTestBench(self.bench.provider) { $0.claims = ["tid": "t-1", "email_verified": "true"] }
        var claims = bench.claims
        claims["tid"] = .string(tenant)
        claims["email_verified"] = .bool(true)
        #expect(await bench.refusal(try self.signer.token(claims)) == (isGood ? nil : .claim))
    }

    @Test("Refusals are noted by reason, and by nothing else")
    func events() async throws {
        #expect(await self.bench.principal("no token") == nil)
        #expect(await self.bench.principal(try self.token { $0["aud"] = "other" }) == nil)
        #expect(self.bench.events.all == [.refused(.malformed), .refused(.audience)])
    }
}
