import CallModel
import Flows
import Testing
import YAMLReader

@testable import ConfigurationFile

@Suite("Reading webhooks")
struct WebhooksReaderTests {
    private static let secret = "whsec_\(String(repeating: "A", count: 43))="

    private func read(_ yaml: String) throws -> (webhooks: [Webhook], problems: [String], warnings: [String]) {
        let problems = YAMLProblems()
        let node = try #require(YAMLNode.document(yaml, file: "callcard.yaml", problems: problems))
        let secrets = SecretReader(
            files: ConfigurationFiles(path: "callcard.yaml"),
            environment: { ["OLD": Self.secret, "NEW": String(repeating: "B", count: 32), "BAD": "secret"][$0] },
            refusesReadable: false)
        var configuration = Configuration()
        let reader = WebhooksReader(secrets: secrets)
        reader.read(node.list ?? [], into: &configuration)
        reader.check(node.list ?? [], services: ["support", "sales"])
        return (configuration.webhooks, problems.all.map(\.description), configuration.warnings.map(\.problem.description))
    }

    @Test("A name, its services and its secrets; several while one takes the other's place")
    func whole() throws {
        let (webhooks, problems, warnings) = try self.read(
            """
            - {connector: crm, services: [support, sales], secrets: [{env: OLD}, {env: NEW}]}
            - {connector: helpdesk, services: ["*"]}
            """)
        #expect(problems == [] && warnings == [])
        #expect(webhooks.map(\.connector.value) == ["crm", "helpdesk"])
        #expect(webhooks.map(\.scope) == [.only(["support", "sales"]), .all])
        #expect(webhooks.map(\.secrets.count) == [2, 0])
    }

    @Test(
        "What is wrong is told with its place, and no secret is repeated",
        arguments: [
            ("- {}", ["the key connector is missing", "the key services is missing"]),
            ("- {connector: CRM, services: [support]}", ["must be 1 to 64 of"]),
            ("- {connector: crm, services: [suport]}", ["there is no service of this id"]),
            ("- {connector: crm, services: support}", ["must be a list"]),
            ("- {connector: crm, services: [support], secret: x}", ["did you mean secrets?"]),
            ("- {connector: crm, services: [support], secrets: [{env: BAD}]}", ["must be whsec_ and 24 to 64 bytes in Base64"]),
            ("- {connector: crm, services: [support], secrets: [{env: NONE}]}", ["is not set or empty"]),
            (
                "[{connector: crm, services: [support]}, {connector: crm, services: [sales]}]",
                ["another webhook has the connector crm already"]
            ),
        ])
    func problems(yaml: String, expected: [String]) throws {
        let problems = try self.read(yaml).problems
        #expect(problems.count == expected.count, "\(problems)")
        for part in expected {
            #expect(problems.contains { $0.contains(part) && $0.hasPrefix("callcard.yaml:1") }, "\(problems)")
        }
        #expect(!problems.contains { $0.contains("secret\"") })
    }

    @Test("A secret that stands in the configuration is taken, with a warning")
    func literal() throws {
        let (webhooks, problems, warnings) = try self.read("- {connector: crm, services: [support], secrets: [\(Self.secret)]}")
        #expect(problems == [] && webhooks.first?.secrets.count == 1)
        #expect(warnings.count == 1 && warnings.first?.contains("keep it in a file") == true)
        #expect(warnings.first?.contains("AAAA") == false)
    }
}
