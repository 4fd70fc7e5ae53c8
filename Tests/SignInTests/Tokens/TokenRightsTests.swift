import CallModel
import StrictJSON
import Testing

@testable import SignIn

@Suite("What a token gives")
struct TokenRightsTests {
    private let signer = Signer()

    private func principal(_ changes: JSONObject, rules: (inout TokenRules) -> Void = { _ in }) async throws -> Principal? {
        let bench = OpenIDTestBench(Provider(self.signer), rules: rules)
        var claims = bench.claims
        for (name, value) in changes.members { claims[name] = value }
        return await bench.principal(try self.signer.token(claims))
    }

    @Test(
        "The mightiest of several roles counts; a single text is a list of one",
        arguments: [
            (.array(["Agents", "Owners"]), .owner), (.array(["Owners", "Strangers", "Agents"]), .owner), ("Agents", .agent),
        ] as [(JSONValue, Role)])
    func roles(value: JSONValue, role: Role) async throws {
        #expect(try await self.principal(["roles": value])?.role == role)
    }

    @Test(
        "Services add up; who is in no group reaches none",
        arguments: [
            (["g1"], .only(["support"])), (["g1", "g2", "g9"], .only(["support", "sales"])), (["g1", "all"], .all),
            ([], .only([])),
        ] as [([JSONValue], ServiceScope)])
    func services(groups: [JSONValue], scope: ServiceScope) async throws {
        #expect(try await self.principal(["groups": .array(groups)])?.services == scope)
    }

    @Test("Both can be the same for everybody")
    func fixed() async throws {
        let principal = try await self.principal(["roles": .null, "groups": .null]) { rules in
            rules.role = .fixed(.operator)
            rules.services = .fixed(.all)
        }
        #expect(principal?.role == .operator && principal?.services == .all)
    }

    @Test("A path leads through objects; a name that is there as it stands wins")
    func paths() async throws {
        let nested: JSONObject = ["realm_access": .object(["roles": .array(["Owners"])])]
        let byPath: (inout TokenRules) -> Void = { $0.role = .claim("realm_access.roles", ["Owners": .owner, "Agents": .agent]) }
        #expect(try await self.principal(nested, rules: byPath)?.role == .owner)
        var both = nested
        both["realm_access.roles"] = "Agents"
        #expect(try await self.principal(both, rules: byPath)?.role == .agent)
    }

    @Test("The first claim that names a user counts")
    func users() async throws {
        #expect(try await self.principal(["upn": "other@example.com"])?.user == "anna@example.com")
        let upn: JSONObject = ["preferred_username": "", "upn": "ANNA@example.com", "email": "a@example.com"]
        #expect(try await self.principal(upn)?.user == "anna@example.com")
    }

    @Test(
        "X18 An address is nobody's unless its provider calls it verified, or says nothing of that",
        arguments: [
            (.bool(true), true), ("true", true), (.null, true), (.bool(false), false), ("false", false), ("False", false),
            ("0", false),
            ("", false), (.array([.bool(true)]), false),
        ] as [(JSONValue, Bool)])
    func unverified(claim: JSONValue, isTaken: Bool) async throws {
        let claims: JSONObject = ["preferred_username": .null, "email": "a@example.com", "email_verified": claim]
        #expect(try await self.principal(claims)?.user == (isTaken ? "a@example.com" : nil))
    }

    @Test("One person with the same rights has one name; with others, another; in another process, too")
    func names() {
        let names = PrincipalNames()
        func name(
            _ names: PrincipalNames, _ subject: String = "17", _ role: Role = .agent,
            _ services: ServiceScope = .only(["a", "b"])
        ) -> String {
            names.name(
                issuer: "https://login.example", subject: subject, user: "anna@example.com", role: role, services: services)
        }
        #expect(name(names) == name(names, "17", .agent, .only(["b", "a"])))
        let others = [
            name(names), name(names, "18"), name(names, "17", .owner), name(names, "17", .agent, .all), name(PrincipalNames()),
        ]
        #expect(Set(others).count == others.count)
    }
}
