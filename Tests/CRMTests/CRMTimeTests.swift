import CRM
import CallModel
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import Testing

@Suite("C7 CRM: never more time than there is")
struct CRMTimeTests {
    @Test(
        "The limits of a call: what is left of total and deadline, 500 ms to connect, 1 MiB",
        arguments: [
            (nil, 10, 1_500, 500), (Duration.milliseconds(300), 10, 300, 300), (.seconds(10), 60, 10_000, 500),
            (.seconds(10), 1, 1_000, 500),
        ] as [(Duration?, Int, Int, Int)])
    func limits(total: Duration?, deadline: Int, expected: Int, connect: Int) async throws {
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        let connector = try CRMSample.connector(transport, total: total)
        _ = try await connector.findings(for: try CRMSample.question(seconds: deadline))
        let limits = try #require(transport.sent.first).limits
        #expect(limits.total == .milliseconds(expected))
        #expect(limits.connect == .milliseconds(connect))
        #expect(limits.bodyBytes == 1 << 20)
    }

    @Test("A question that is over is not asked")
    func over() async throws {
        let time = CRMTestTime()
        let transport = CRMTestTransport(body: "{}")
        let connector = try CRMSample.connector(transport, time: time)
        time.advance(by: .seconds(10))
        #expect(try await CRMSample.ask(connector) == .failure(.timeout))
        #expect(transport.sent.isEmpty)
    }

    @Test("Several requests share one time; an answer that comes too late is not read")
    func shared() async throws {
        let time = CRMTestTime()
        let empty = HTTPAnswer(status: 200, headers: [("content-type", "application/json")], body: Array(#"{"people": []}"#.utf8))
        let transport = CRMTestTransport([.success(empty)]) { time.advance(by: .milliseconds(900)) }
        let text = CRMSample.manifest.replacing(
            "people{?number.e164}\"", with: "people\"\n  - url: \"/second\"\n  - url: \"/third\"")
        let connector = try CRMSample.connector(transport, manifest: text, time: time)
        #expect(try await CRMSample.ask(connector) == .failure(.timeout))
        #expect(transport.sent.map(\.limits.total) == [.milliseconds(1_500), .milliseconds(600)])
    }

    @Test("Only numbers of the public network are asked about")
    func applies() async throws {
        let transport = CRMTestTransport(body: "{}")
        let connector = try CRMSample.connector(transport)
        #expect(connector.applies(to: try CRMSample.question().number))
        for number in [CallerNumber.withheld, .short("123")] {
            #expect(!connector.applies(to: number))
            #expect(
                try await connector.findings(for: Question(number: number, deadline: MonotonicTime(nanoseconds: .max))).isEmpty)
        }
        #expect(transport.sent.isEmpty)
    }

    @Test("The instance's id is the configuration's, else the manifest's")
    func instanceID() throws {
        let manifest = try CRMSample.manifest(CRMSample.manifest)
        let settings = try ConnectorSettings(for: manifest, values: CRMSample.values)
        let named = try CRMConnector(
            id: ConnectorID("acme-sales"), manifest: manifest, settings: settings, transport: CRMTestTransport(),
            compiler: CRMSample.compiler, indexer: FictionNumbers(), time: CRMTestTime())
        #expect(named.id.value == "acme-sales")
        #expect(try CRMSample.connector(CRMTestTransport()).id.value == "acme")
    }
}
