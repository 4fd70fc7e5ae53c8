import CRM
import CallModel
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import Testing

@Suite("CRM: the operator's own writings, as programs see them")
struct CustomWritingTests {
    private func url(_ writings: [String], query: String) async throws -> String? {
        let text = CRMSample.manifest.replacing("people{?number.e164}\"", with: "people\"\n    query: \"\(query)\"")
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        let connector = try CRMSample.connector(transport, manifest: text, writings: writings)
        #expect(try await CRMSample.ask(connector) == .success([]))
        return transport.sent.first?.url
    }

    @Test("They are the list .number.custom, empty where there is none")
    func requests() async throws {
        let query = "{q: .number.custom, count: (.number.custom | length)}"
        #expect(
            try await self.url(["0## / ########", "0## / #######"], query: query)
                == "https://crm.example/sales/people?q=030%20%2F%2023125123&count=1")
        #expect(try await self.url([], query: query) == "https://crm.example/sales/people?count=0")
    }

    @Test("Programs that read an answer see them as $number.custom")
    func answers() async throws {
        let text = CRMSample.manifest.replacing("displayName: .name", with: "displayName: $number.custom[0]")
        let transport = CRMTestTransport(body: #"{"people": [{"id": 1, "numbers": ["+49 30 23125123"]}]}"#)
        let connector = try CRMSample.connector(transport, manifest: text, writings: ["0##/########"])
        #expect(try await CRMSample.ask(connector).get().first?.caller[.displayName] == "030/23125123")
    }

    @Test("A URL has no place for a list")
    func urls() {
        let (manifest, problems) = CRMSample.read(CRMSample.manifest.replacing("number.e164", with: "number.custom"))
        #expect(manifest == nil)
        #expect(problems.contains { $0.contains("number.custom is not known here") })
    }
}
