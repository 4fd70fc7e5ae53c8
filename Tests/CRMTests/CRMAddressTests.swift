import CRM
import CallModel
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import Testing

@Suite("C2 CRM: URLs that begin with a setting")
struct CRMAddressTests {
    private static let text = CRMSample.manifest.replacing("\"/{settings.team}/people", with: "\"{settings.team}/people")

    @Test(
        "The setting's address comes before the path, without the slash at its end",
        arguments: ["https://api.example", "https://api.example/", "https://api.example:8443/v1"])
    func address(value: String) async throws {
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        let values = CRMSample.values.merging(["team": .literal(value)]) { $1 }
        #expect(try await CRMSample.ask(try CRMSample.connector(transport, manifest: Self.text, values: values)) == .success([]))
        let address = value.hasSuffix("/") ? String(value.dropLast()) : value
        #expect(transport.sent.first?.url == address + "/people?number.e164=%2B493023125123")
    }

    @Test("No address, or a plain one that is not allowed, makes no connector", arguments: ["sales", "http://api.example"])
    func noAddress(value: String) throws {
        let values = CRMSample.values.merging(["team": .literal(value)]) { $1 }
        #expect(throws: ConnectorBuildError.self) {
            try CRMSample.connector(CRMTestTransport(body: "{}"), manifest: Self.text, values: values)
        }
    }

    @Test(
        "A secret, an unknown setting, baseURL and anything between setting and path are told",
        arguments: [
            ("{settings.token}/people", "is a secret"), ("{settings.nope}/people", "settings.nope is not known here"),
            ("{settings.baseURL}/people", "is put before a URL that begins with /"),
            ("{settings.team}.example/people", "must begin with /"),
        ])
    func problems(url: String, message: String) {
        let text = CRMSample.manifest.replacing("/{settings.team}/people{?number.e164}", with: url)
        let (manifest, problems) = CRMSample.read(text)
        #expect(manifest == nil)
        #expect(problems.contains { $0.contains(message) }, "\(problems)")
    }
}
