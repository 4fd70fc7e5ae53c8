import CRM
import CallModel
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import TestSupport
import Testing
import Waiting

@Suite("CRM: the rate that the vendor allows", .timeLimit(.minutes(5)))
struct RateTests {
    private let time = ManualTime()

    private func connector(_ transport: any HTTPTransport, limits: String, requests: String = "") throws -> CRMConnector {
        let text = CRMSample.manifest.replacing("people{?number.e164}\"", with: "people\"\(requests)") + "\nlimits: \(limits)"
        return try CRMSample.connector(transport, manifest: text, time: self.time)
    }

    private func ask(_ connector: CRMConnector) async throws -> Outcome {
        let number = try CRMSample.question().number
        let question = Question(number: number, deadline: self.time.monotonicNow() + .seconds(2))
        do throws(ConnectorError) {
            return try await connector.findings(for: question).isEmpty ? .miss : .hit
        } catch {
            return error.outcome
        }
    }

    @Test("Each request counts; one that can't be sent in time is shed, and not sent")
    func everyRequest() async throws {
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        let connector = try self.connector(
            transport, limits: "{perSecond: 2, total: 1s}", requests: "\n  - url: \"/second\"\n  - url: \"/third\"")
        #expect(try await self.ask(connector) == .shed)
        #expect(transport.sent.map(\.url).map { $0.hasSuffix("/third") } == [false, false])
        self.time.advance(by: .milliseconds(1_050))
        #expect(try await self.ask(connector) == .shed)
        #expect(transport.sent.count == 4)
    }

    @Test("A request that waits has the rest of its question's time")
    func rest() async throws {
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        let connector = try self.connector(transport, limits: "{perSecond: 1, total: 2s}")
        #expect(try await self.ask(connector) == .miss)
        async let waiting = self.ask(connector)
        await self.time.waitForSleepers(1)
        self.time.advance(by: .milliseconds(1_050))
        #expect(try await waiting == .miss)
        #expect(transport.sent.map(\.limits.total) == [.seconds(2), .milliseconds(950)])
    }

    @Test("The operator's rate stands in for the manifest's")
    func operators() throws {
        let manifest = try CRMSample.manifest(CRMSample.manifest + "\nlimits: {perSecond: 5}")
        #expect(try ConnectorSettings(for: manifest, values: CRMSample.values).rate?.description == "5")
        #expect(
            try ConnectorSettings(for: manifest, values: CRMSample.values, rate: RequestRate("2.5")).rate?.description == "2.5")
    }

    @Test("A rate that is none is told at its line", arguments: ["0", "many", "1.234"])
    func noRate(text: String) {
        let (manifest, problems) = CRMSample.read(CRMSample.manifest + "\nlimits: {perSecond: \(text)}")
        #expect(manifest == nil)
        #expect(problems.contains { $0.contains("requests a second, from 0.01 to 1000") }, "\(problems)")
    }
}
