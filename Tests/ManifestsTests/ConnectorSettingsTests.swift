import CallModel
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import Testing

@Suite("C2 Connectors: settings of one installation")
struct ConnectorSettingsTests {
    private func problems(_ values: [String: SettingValue], http: Bool = false, total: Duration? = nil) throws -> [SettingProblem]
    {
        let manifest = try CRMSample.manifest(CRMSample.manifest)
        do throws(SettingProblems) {
            _ = try ConnectorSettings(
                for: manifest, values: values, destinations: DestinationPolicy(allowsHTTP: http), total: total)
            return []
        } catch {
            return error.all
        }
    }

    @Test("Missing, unknown and unusable settings are told at once, by name and without their values")
    func allProblems() throws {
        let problems = try self.problems(
            ["baseURL": .literal("ftp://canary.example"), "toke": .secret(Sensitive("canary")), "team": .literal("a\nb")],
            total: .seconds(11))
        #expect(problems.map(\.setting) == ["toke", "token", "team", "baseURL", nil])
        #expect(problems[0].message.contains("did you mean token?"))
        #expect(!problems.contains { $0.message.contains("canary") })
    }

    @Test(
        "The base URL is an address and nothing else",
        arguments: [
            "https://crm.example", "https://crm.example/", "https://crm.example:8443/api//", "https://127.0.0.1:9443",
            "https://[2001:db8::1]:443/x",
            "HTTPS://crm.example",
        ])
    func goodBaseURLs(url: String) throws {
        #expect(try self.problems(["baseURL": .literal(url), "token": .secret(Sensitive("t"))]).isEmpty)
    }

    @Test(
        "A base URL that could lead elsewhere is refused",
        arguments: [
            "crm.example", "https://", "https:///x", "https://user@crm.example", "https://crm.example\\@evil.example",
            "https://crm.example?x=1",
            "https://crm.example#x", "https://crm.example/{x}", "https://crm.example/../x", "https://crm example",
            "https://crm.example:0",
            "https://crm.example:99999", "https://crm.example%2F", "https://cr\u{E4}m.example", "https://[::1",
            "file:///etc/passwd",
        ])
    func badBaseURLs(url: String) throws {
        #expect(try self.problems(["baseURL": .literal(url), "token": .secret(Sensitive("t"))]).map(\.setting) == ["baseURL"])
    }

    @Test("Plain http needs the operator's word")
    func plainHTTP() throws {
        let values: [String: SettingValue] = ["baseURL": .literal("http://127.0.0.1:8080"), "token": .secret(Sensitive("t"))]
        #expect(try self.problems(values).first?.message.contains("http: true") == true)
        #expect(try self.problems(values, http: true).isEmpty)
    }

    @Test("A secret that stands in the configuration works, with a warning")
    func literalSecret() throws {
        let manifest = try CRMSample.manifest(CRMSample.manifest)
        let settings = try ConnectorSettings(
            for: manifest, values: ["baseURL": .literal("https://crm.example"), "token": .literal("canary")])
        #expect(settings.warnings.map(\.setting) == ["token"])
        #expect(!settings.warnings[0].message.contains("canary"))
    }

    @Test("An empty secret is a missing one")
    func emptySecret() throws {
        let problems = try self.problems(["baseURL": .literal("https://crm.example"), "token": .secret(Sensitive(""))])
        #expect(problems.map(\.setting) == ["token"])
    }

    @Test("No printer shows a secret")
    func redacted() throws {
        let connector = try CRMSample.connector(CRMTestTransport())
        let manifest = try CRMSample.manifest(CRMSample.manifest)
        let settings = try ConnectorSettings(for: manifest, values: CRMSample.values)
        var dumped = ""
        dump(connector, to: &dumped)
        dump(settings, to: &dumped)
        dump(CRMSample.values, to: &dumped)
        let texts = [dumped, "\(connector)", "\(settings)", String(reflecting: connector), String(reflecting: settings)]
        #expect(!texts.contains { $0.contains(CRMSample.secret) })
    }

    @Test("A secret that no header can carry is told without being shown")
    func secretForHeader() throws {
        let values: [String: SettingValue] = [
            "baseURL": .literal("https://crm.example"), "token": .secret(Sensitive("can\u{E4}ry")),
        ]
        let error = #expect(throws: ConnectorBuildError.self) { try CRMSample.connector(CRMTestTransport(), values: values) }
        #expect(error?.part == "auth")
        #expect(error.map { "\($0)".contains("can\u{E4}ry") } == false)
    }
}
