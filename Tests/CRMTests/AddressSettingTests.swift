import CRM
import CallModel
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import Testing

@Suite("CRM: a URL that begins with a setting")
struct AddressSettingTests {
    private static let manifest = CRMSample.manifest
        .replacing("  team:", with: "  apiURL: {description: d, default: \"https://api.example/v1\"}\n  team:")
        .replacing("\"/{settings.team}/people", with: "\"{settings.apiURL}/{settings.team}/people")

    private func url(_ values: [String: SettingValue] = [:], http: Bool = false) async throws -> String? {
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        let connector = try CRMSample.connector(
            transport, manifest: Self.manifest, values: CRMSample.values.merging(values) { $1 },
            destinations: DestinationPolicy(allowsHTTP: http))
        #expect(try await CRMSample.ask(connector) == .success([]))
        return transport.sent.first?.url
    }

    @Test("The setting's address comes before the path, its last slash left out")
    func address() async throws {
        let rest = "/sales/people?number.e164=%2B493023125123"
        #expect(try await self.url() == "https://api.example/v1" + rest)
        #expect(try await self.url(["apiURL": .literal("https://eu.example/")]) == "https://eu.example" + rest)
        #expect(try await self.url(["apiURL": .literal("http://eu.example")], http: true) == "http://eu.example" + rest)
    }

    @Test(
        "What is no address, and plain http without the operator's word, makes no connector",
        arguments: ["eu.example", "https://user@eu.example", "https://eu.example/../x", "http://eu.example"])
    func noAddress(value: String) async throws {
        await #expect(throws: ConnectorBuildError.self) { try await self.url(["apiURL": .literal(value)]) }
    }

    @Test(
        "The manifest's faults are told",
        arguments: [
            ("{settings.apiURL}/{settings.team}", "{settings.apiUrl}/{settings.team}", "did you mean settings.apiURL?"),
            ("{settings.apiURL}/{settings.team}", "{settings.token}/{settings.team}", "is a secret"),
            ("{settings.apiURL}/{settings.team}", "{settings.baseURL}/{settings.team}", "begins with /"),
            ("{settings.apiURL}/{settings.team}", "{settings.apiURL}{settings.team}", "must begin with /"),
            ("https://api.example/v1", "api.example", "must be https://"),
        ])
    func faults(old: String, new: String, message: String) {
        let (manifest, problems) = CRMSample.read(Self.manifest.replacing(old, with: new))
        #expect(manifest == nil)
        #expect(problems.contains { $0.contains(message) }, "\(problems)")
    }
}
