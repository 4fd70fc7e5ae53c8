import CallModel
import Conformance
import ConnectorTestSupport
import Foundation
import Manifests
import PhoneNumbers
import Testing

@Suite("C2 Connectors: every folder of connectors/ keeps the standard")
struct ConformanceTests {
    private static let root =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path() + "connectors"

    /// What is there, without a list kept by hand.
    static let folders = ManifestFolders.connectors(in: Self.root)

    /// Fixtures hold numbers beside other text, which only the real reader finds.
    private static let conformance = NumberReader().map {
        ConnectorConformance(compiler: CRMSample.compiler, parser: $0, indexer: $0)
    }

    @Test("There are connectors to try")
    func notEmpty() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.root)
        #expect(!Self.folders.isEmpty)
        #expect(Self.folders.count == names.count)
    }

    @Test("A connector keeps the standard", arguments: Self.folders)
    func folder(folder: String) async throws {
        let report = try await #require(Self.conformance).check(folder: folder)
        #expect(report.checks.count > 20)
        for check in report.checks { #expect(check.problems.isEmpty, "\(check.name)") }
        #expect(report.isPassed)
    }

    /// A copy of one of our connectors, changed.
    private func report(
        changing file: String, _ old: String, to new: String, of connector: String = "zammad"
    ) async throws -> ConformanceReport {
        let base = FileManager.default.temporaryDirectory.appending(path: "callcard-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: base) }
        try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
        let folder = base.appending(path: connector)
        try FileManager.default.copyItem(atPath: Self.root + "/\(connector)", toPath: folder.path())
        let path = folder.appending(path: file)
        let text = try String(contentsOf: path, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacing(old, with: new).write(to: path, atomically: true, encoding: .utf8)
        return try await #require(Self.conformance).check(folder: folder.path())
    }

    @Test("A connector that somebody has tried says with what, instead of the sentence")
    func tried() async throws {
        let sentence = ConnectorConformance.readmeSentence
        let said = try await self.report(changing: "README.md", sentence, to: "Run against Zammad 6.5 in November 2026.")
        #expect(said.isPassed)
        let unsaid = try await self.report(changing: "README.md", sentence, to: "It was Run against nothing.")
        #expect(unsaid.checks.first { $0.name == "README" }?.problems.isEmpty == false)
    }

    @Test(
        "What breaks the standard is found",
        arguments: [
            ("README.md", "not yet run against a live account", "tested well", "README"),
            ("README.md", "## Cost", "## Price", "README"),
            ("connector.yaml", "kind: crm", "kind: crm2", "manifest"),
            ("connector.yaml", ".firstname", ".firstname |", "manifest"),
            ("connector.yaml", "lastName: .lastname", "lastName: .login", "fixture found"),
            ("connector.yaml", "limit: 50", "limit: 51", "fixture found"),
            ("connector.yaml", "Token token=", "Bearer ", "fixture found"),
            ("connector.yaml", "numbers: \"[.phone, .mobile]\"", "", "fixture several"),
            (
                "connector.yaml",
                "records: if type == \"array\" then .[] | select(.active != false) else error(\"a list was expected\") end",
                "records: .[]?", "fault unexpected null"
            ),
            ("fixtures/found.yaml", "lastName: Meier", "lastName: Maier", "fixture found"),
            ("fixtures/found.yaml", "grade: exact", "grade: exactly", "fixtures"),
            ("fixtures/found.yaml", "number: \"+493023125123\"", "number: \"030 23125123\"", "fixtures"),
            ("fixtures/nobody.yaml", "findings: []", "findings: []\nfoo: 1", "fixtures"),
            ("fixtures/several.yaml", "mismatched: 1", "mismatched: 2", "fixture several"),
            ("fixtures/refused.yaml", "error: authError", "error: timeout", "fixture refused"),
        ])
    func broken(file: String, old: String, new: String, check: String) async throws {
        let report = try await self.report(changing: file, old, to: new)
        #expect(!report.isPassed)
        #expect(
            report.checks.first { $0.name == check }?.problems.isEmpty == false,
            "\(report.checks.filter { !$0.problems.isEmpty })")
    }

    @Test(
        "What breaks a sign-in is found",
        arguments: [
            ("zendesk", "connector.yaml", "Bearer {token}", "Token {token}", "fixture found"),
            ("zendesk", "connector.yaml", "token: .access_token", "token: .token", "fixture found"),
            (
                "zendesk", "connector.yaml", "token: .access_token", "token: .access_token // \"x\"",
                "sign-in answer without a token"
            ),
            ("zendesk", "connector.yaml", "lifetime: .expires_in // 1800", "lifetime: .expires_in.x", "fixture found"),
            ("zendesk", "fixtures/found.yaml", "\"access_token\": \"fixture-token\"", "\"token\": 1", "fixture found"),
            ("graph", "connector.yaml", "type: oauth", "type: oauth2", "manifest"),
            ("odoo", "connector.yaml", "/params/args/2", "/params/args/7", "fixture found"),
            ("odoo", "connector.yaml", "uid: .result", "id: .result", "manifest"),
            ("odoo", "connector.yaml", ".result == false or", "", "fixture refused"),
        ])
    func brokenSignIn(connector: String, file: String, old: String, new: String, check: String) async throws {
        let report = try await self.report(changing: file, old, to: new, of: connector)
        #expect(
            report.checks.first { $0.name == check }?.problems.isEmpty == false,
            "\(report.checks.filter { !$0.problems.isEmpty })")
    }

    @Test(
        "A form, its type and the request for a token are compared with the fixture's",
        arguments: [
            ("", "", nil), ("form: '{tel:", "form: '{phone:", "fixture found"), ("form: '{tel", "body: '{tel", "fixture found"),
            ("expires_in: 900, on", "expires_in: 901, on", "fixture found"),
            ("params: [me", "params: [you", "fixture found"), ("application/vnd.api+json]", "text/json]", "fixture found"),
        ])
    func forms(old: String, new: String, check: String?) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "callcard-\(UUID().uuidString)/forms")
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        try FileManager.default.createDirectory(at: folder.appending(path: "fixtures"), withIntermediateDirectories: true)
        let manifest = old.isEmpty ? Self.formManifest : Self.formManifest.replacing(old, with: new)
        try #require(old.isEmpty || manifest != Self.formManifest)
        try manifest.write(to: folder.appending(path: "connector.yaml"), atomically: true, encoding: .utf8)
        try Self.formFixture.write(to: folder.appending(path: "fixtures/found.yaml"), atomically: true, encoding: .utf8)
        let report = try await #require(Self.conformance).check(folder: folder.path())
        let failed = report.checks.filter { !$0.problems.isEmpty && !["README", "fixtures"].contains($0.name) }
        #expect(failed.map(\.name) == (check.map { [$0] } ?? []), "\(failed)")
    }

    /// A CRM with one address for all, whose requests are forms.
    private static let formManifest = """
        id: forms
        name: Forms
        description: Finds people.
        kind: crm
        settings:
          baseURL: {description: the address, required: true, example: "https://crm.example"}
          password: {description: the password, secret: true, required: true}
        auth:
          type: signIn
          url: /rpc
          body: {method: login, params: [me, {password: "{settings.password}", expires_in: 900, on: true}]}
          token: .result
          header: {name: X-Session, value: "{token}"}
        accept: [application/vnd.api+json]
        requests:
          - method: POST
            url: /rpc
            form: '{tel: .number.e164}'
        records: .people[]
        caller: {displayName: .name}
        numbers: "[.tel]"
        """
    private static let formFixture = """
        number: "+493023125123"
        tokenRequest:
          url: https://crm.example/rpc
          headers: {Content-Type: application/json}
          body: '{"params": ["me", {"on": true, "expires_in": 900, "password": "fixture-password"}], "method": "login"}'
        tokenAnswer: '{"result": "fixture-token"}'
        requests:
          - method: POST
            url: https://crm.example/rpc
            headers: {X-Session: fixture-token, Accept: application/vnd.api+json}
            form: tel=%2B493023125123
            answer:
              status: 200
              body: '{"people": [{"name": "Anna Meier", "tel": "+493023125123"}]}'
        findings:
          - {grade: exact, caller: {displayName: Anna Meier}}
        """

    @Test("Token endpoints are tried with their own faults, where there is one")
    func signInFaults() async throws {
        for (folder, expected) in [("zendesk", true), ("salesforce", true), ("zammad", false), ("odoo", false)] {
            let report = try await #require(Self.conformance).check(folder: Self.root + "/" + folder)
            #expect(report.checks.contains { $0.name.hasPrefix("sign-in ") } == expected, "\(folder)")
        }
    }

    @Test("Credentials in the query pass, with advice")
    func leak() async throws {
        let report = try await self.report(
            changing: "connector.yaml", "type: header\n  name: Authorization\n  value: \"Token token={settings.token}\"",
            to: "type: query\n  name: token\n  value: \"{settings.token}\"")
        #expect(report.advice.count == 1)
        #expect(report.checks[0].problems.isEmpty)
    }
}
