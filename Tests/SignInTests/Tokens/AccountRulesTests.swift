import CallModel
import StrictJSON
import Testing

@testable import SignIn

@Suite("What an account gives after its token is gone")
struct AccountRulesTests {
    private static let claims: JSONObject = [
        "sub": "17", "preferred_username": "anna@example.com", "roles": .array(["Agents", "Cooks"]),
        "groups": .array(["g1", "g2", "g9"]), "tid": "t-1",
    ]

    private static func rules(_ change: (inout TokenRules) -> Void = { _ in }) -> TokenRules {
        var rules = TokenRules(
            issuer: "https://login.example", audiences: ["callcard"],
            role: .claim("roles", ["Agents": .agent, "Owners": .owner]),
            services: .claim("groups", ["g1": .only(["support"]), "g2": .only(["sales"]), "g3": .all]))
        change(&rules)
        return rules
    }

    /// Anna's account by these rules.
    private static func account(_ rules: TokenRules, _ claims: JSONObject = Self.claims) -> SignInAccount {
        AccountRules(rules).account(of: "anna@example.com", Claims(claims))
    }

    @Test("By the same rules it gives what the token gave, and holds nothing that they don't ask for")
    func same() throws {
        let account = Self.account(Self.rules())
        let rights = try #require(AccountRules(Self.rules()).rights(of: account))
        #expect(rights.role == .agent && rights.services == .only(["support", "sales"]))
        #expect(account.grants.count == 5, "issuer, user's claims, one role, two groups")
    }

    private static let narrower: [(name: String, change: @Sendable (inout TokenRules) -> Void, services: Set<String>?)] = [
        ("a group means nothing any more", { $0.services = .claim("groups", ["g1": .only(["support"])]) }, ["support"]),
        ("a group means less", { $0.services = .claim("groups", ["g1": .only(["support"]), "g2": .only([])]) }, ["support"]),
        ("groups have another claim", { $0.services = .claim("teams", ["g1": .only(["support"])]) }, []),
        ("one service is for all", { $0.services = .fixed(.only(["support"])) }, ["support"]),
        ("the role is gone", { $0.role = .claim("roles", ["Owners": .owner]) }, nil),
        ("roles have another claim", { $0.role = .claim("role", ["Agents": .agent]) }, nil),
        ("another issuer", { $0.issuer = "https://login.example/" }, nil),
        ("a claim must be there", { $0.claims = ["tid": "t-1"] }, nil),
        ("the user has another name", { $0.user = ["email"] }, nil),
    ]

    @Test("Rules that are narrower today hold for whoever signed in before", arguments: 0..<9)
    func narrow(index: Int) {
        let (name, change, services) = Self.narrower[index]
        let rights = AccountRules(Self.rules(change)).rights(of: Self.account(Self.rules()))
        #expect(rights?.services == services.map(ServiceScope.only), "\(name)")
    }

    @Test("A role may become another one")
    func otherRole() {
        let rules = Self.rules { $0.role = .claim("roles", ["Agents": .owner]) }
        #expect(AccountRules(rules).rights(of: Self.account(Self.rules()))?.role == .owner)
    }

    @Test("Rules that are wider today give nothing to whoever signed in before them")
    func wider() {
        let rules = Self.rules { $0.services = .claim("groups", ["g1": .only(["support"]), "g9": .all]) }
        #expect(AccountRules(rules).rights(of: Self.account(Self.rules()))?.services == .only(["support"]))
    }

    @Test(
        "A claim that was required goes on counting as long as the same is required", arguments: [("t-1", true), ("t-2", false)])
    func required(value: String, holds: Bool) {
        let account = Self.account(Self.rules { $0.claims = ["tid": "t-1"] })
        #expect((AccountRules(Self.rules { $0.claims = ["tid": value] }).rights(of: account) != nil) == holds)
        #expect(AccountRules(Self.rules()).rights(of: account) != nil)
    }

    @Test("A group with a role's name is no role")
    func kinds() {
        let rules = Self.rules {
            $0.role = .claim("groups", ["g1": .owner])
            $0.services = .claim("groups", ["g2": .all])
        }
        var claims = Self.claims
        claims["groups"] = .array(["g2"])
        let account = Self.account(Self.rules { $0.services = rules.services }, claims)
        #expect(AccountRules(rules).rights(of: account) == nil)
    }
}
