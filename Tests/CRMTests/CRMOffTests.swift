import CRM
import CallModel
import ConnectorHTTP
import ConnectorTestSupport
import JSONQuery
import TestSupport
import Testing

@Suite("C2 CRM: a program that never ends", .timeLimit(.minutes(5)))
struct CRMOffTests {
    private static let endless = "last(range(1e12))"

    @Test(
        "It switches off its connector, which names it and asks no more; others go on",
        arguments: [
            ("records: .people[]", "records: \"\(endless)\"", "records", 2),
            ("records: .people[]", "refused: \"\(endless)\"\nrecords: .people[]", "refused", 2),
            ("people{?number.e164}\"", "people\"\n    query: \"\(endless)\"", "requests[0].query", 0),
            ("people{?number.e164}\"", "people\"\n    keep: {id: \"\(endless)\"}", "requests[0].keep", 2),
        ])
    func switchesOff(old: String, new: String, part: String, sent: Int) async throws {
        let compiler = JQCompiler(time: MachineTime(), limits: JQLimits(running: .milliseconds(100)))
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        let events = CRMTestEvents()
        let connector = try CRMSample.connector(
            transport, manifest: CRMSample.manifest.replacing(old, with: new), compiler: compiler, events: events)
        #expect(try await CRMSample.ask(connector) == .failure(.timeout))
        #expect(connector.condition == ConnectorCondition(.crm))
        for _ in 0..<3 { #expect(try await CRMSample.ask(connector) == .failure(.internal)) }
        #expect(transport.sent.count == sent)
        #expect(events.all == [.switchedOff(part: part)])
        #expect(connector.condition.isOff)
        #expect(connector.condition.trouble?.contains(part) == true)
        let other = try CRMSample.connector(transport, compiler: compiler)
        #expect(try await CRMSample.ask(other) == .success([]))
        #expect(other.condition == ConnectorCondition(.crm))
    }
}
