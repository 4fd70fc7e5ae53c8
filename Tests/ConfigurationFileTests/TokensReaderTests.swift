import CallModel
import SignIn
import Testing
import YAMLReader

@testable import ConfigurationFile

@Suite("Reading tokens")
struct TokensReaderTests {
    private static let base = "issuer: https://login.example, audience: callcard, role: agent, services: [support]"

    private func read(_ yaml: String) throws -> (issuers: [Configuration.TokenIssuer], problems: [String]) {
        let problems = YAMLProblems()
        let node = try #require(YAMLNode.document(yaml, file: "callcard.yaml", problems: problems))
        let issuers = TokensReader(files: ConfigurationFiles(path: "callcard.yaml")).read(node.list ?? [])
        return (issuers, problems.all.map(\.description))
    }

    @Test("Who it is and what they may is enough; the rest has defaults")
    func least() throws {
        let (issuers, problems) = try self.read("- {\(Self.base)}")
        let issuer = try #require(issuers.first)
        #expect(problems == [])
        #expect(issuer.rules.role == .fixed(.agent) && issuer.rules.services == .fixed(.only(["support"])))
        #expect(issuer.rules.algorithms == [.rs256] && issuer.rules.leeway == .zero)
        #expect(issuer.keys == IssuerKeys.Options(issuer: "https://login.example"))
    }

    @Test("Roles and services by claims; several audiences and user claims")
    func whole() throws {
        let (issuers, problems) = try self.read(
            """
            - issuer: https://login.example
              audience: [callcard, callcard-test]
              jwks: https://keys.example/?tenant=1
              algorithms: [ES256, EdDSA]
              leeway: 30s
              claims: {tid: t-1, email_verified: true}
              user: upn
              role: {claim: roles, values: {A: agent, O: operator}}
              services: {claim: groups, values: {g1: [support, sales], all: ["*"]}}
              refresh: 5m
            """)
        let issuer = try #require(issuers.first)
        #expect(problems == [])
        #expect(issuer.rules.audiences == ["callcard", "callcard-test"] && issuer.rules.user == ["upn"])
        #expect(issuer.rules.claims == ["tid": "t-1", "email_verified": "true"] && issuer.rules.leeway == .seconds(30))
        #expect(issuer.rules.role == .claim("roles", ["A": .agent, "O": .operator]))
        #expect(issuer.rules.services == .claim("groups", ["g1": .only(["support", "sales"]), "all": .all]))
        #expect(issuer.keys.jwks == "https://keys.example/?tenant=1" && issuer.keys.algorithms == [.es256, .edDSA])
        #expect(issuer.keys.refresh == .seconds(300))
    }

    @Test(
        "What is wrong is told with its place, and no value is repeated",
        arguments: [
            (
                "{}",
                [
                    "the key audience is missing", "the key issuer is missing", "the key role is missing",
                    "the key services is missing",
                ]
            ),
            ("{\(Self.base), issuers: x}", ["this key is not known; did you mean issuer?"]),
            ("{\(Self.base), algorithms: [RS256, HS256]}", ["must be one of: RS256, RS384"]),
            ("{\(Self.base), algorithms: [none]}", ["must be one of: RS256, RS384"]),
            ("{\(Self.base), algorithms: []}", ["must name at least one"]),
            ("{\(Self.base), leeway: 61s}", ["from 0s to 1m"]),
            ("{\(Self.base), refresh: 13h}", ["from 1s to 12h"]),
            ("{\(Self.base), jwks: http://login.example/keys}", ["must be an address that begins with https://"]),
            ("{\(Self.base), jwks: \"https:///keys\"}", ["must be an address that begins with https://"]),
            ("{\(Self.base), allow: [everywhere]}", ["must be an IP address or a block"]),
            ("{\(Self.base), user: []}", ["must be a text or a list of at least one"]),
            ("{issuer: https://login.example?x=secret, audience: a, role: agent, services: [s]}", ["must be an address"]),
            ("{issuer: https://login.example, audience: a, role: flow, services: [s]}", ["what is for machines wants a key"]),
            ("{issuer: https://login.example, audience: a, role: {claim: r}, services: [s]}", ["the key values is missing"]),
            (
                "{issuer: https://login.example, audience: a, role: {claim: r, values: {x: boss}}, services: [s]}",
                ["tokens[0].role.values.x: must be one of: operator, owner, agent"]
            ),
            ("{issuer: https://login.example, audience: a, role: agent, services: []}", ["must list services by id"]),
        ])
    func problems(entry: String, wanted: [String]) throws {
        let problems = YAMLProblems()
        let document = try #require(YAMLNode.document("tokens:\n  - \(entry)\n", file: "callcard.yaml", problems: problems))
        let nodes = document.mapping(["tokens"])?.list("tokens") ?? []
        _ = TokensReader(files: ConfigurationFiles(path: "callcard.yaml")).read(nodes)
        let found = problems.all.map(\.description)
        #expect(found.count == wanted.count)
        for (problem, text) in zip(found, wanted) {
            #expect(problem.hasPrefix("callcard.yaml:2:") && problem.contains(text), "\(problem)")
            #expect(!problem.contains("secret") && !problem.contains("boss"))
        }
    }

    @Test("An issuer stands once")
    func twice() throws {
        let (issuers, problems) = try self.read("- {\(Self.base)}\n- {\(Self.base)}")
        #expect(issuers.count == 1 && problems.count == 1)
        #expect(problems.first?.contains("callcard.yaml:2:3: [1]: another entry has this issuer already") == true)
    }

    @Test("http wants the operator's word")
    func plainHTTP() throws {
        let entry = "issuer: http://login.example, audience: a, role: agent, services: [s]"
        #expect(try self.read("- {\(entry)}").issuers.isEmpty)
        #expect(try self.read("- {\(entry), http: true}").issuers.count == 1)
    }
}
