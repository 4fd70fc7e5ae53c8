import CallModel
import OutboundHTTP
@testable import ConnectorTestSupport
@testable import Manifests
import Testing

@testable import FlowCalls

@Suite("C3 Where a flow that answers 202 is looked after")
struct FlowLocationTests {
    private static let trigger = "https://prod-1.flows.example:443/workflows/17/triggers/manual/run?sig=canary"
    private static let policy = DestinationPolicy(
        allow: [AddressBlock(parsing: "10.0.0.0/8")!], allowsHTTP: true,
        authorities: "own.pem")
    private static let done = HTTPAnswer(
        status: 200, headers: [("content-type", "application/json")], body: Array(#"{"lastName": "Meier"}"#.utf8))

    private static func accepted(_ location: String?) -> Result<HTTPAnswer, TransportError> {
        .success(HTTPAnswer(status: 202, headers: location.map { [("location", $0)] } ?? []))
    }

    private static let manifest = """
        id: flow
        name: A flow
        description: Says who calls.
        kind: flow
        settings:
          triggerURL: {description: the trigger, secret: true, required: true}
        auth: {type: none}
        """
    /// A flow that wants a token, which could leak.
    private static let signedIn = Self.manifest.replacing(
        "{type: none}",
        with: #"{type: oauth, tokenURL: "https://login.example/token", clientID: me, clientSecret: "{settings.triggerURL}"}"#)

    private func ask(
        _ transport: CRMTestTransport, manifest: String = Self.manifest
    ) async throws -> Result<[Finding], ConnectorError> {
        let manifest = try CRMSample.manifest(manifest)
        let settings = try ConnectorSettings(
            for: manifest, values: ["triggerURL": .secret(Sensitive(Self.trigger))], destinations: Self.policy,
            total: .seconds(10), region: nil)
        let flow = try FlowConnector(
            manifest: manifest, settings: settings, transport: transport, compiler: CRMSample.compiler, time: CRMTestTime())
        let question = try CRMSample.question()
        do throws(ConnectorError) { return .success(try await flow.findings(for: question)) } catch { return .failure(error) }
    }

    @Test(
        "On the trigger's own server, however it is written, under the trigger's own rules",
        arguments: [
            ("https://prod-1.flows.example/runs/1?sig=x", "https://prod-1.flows.example/runs/1?sig=x"),
            ("https://PROD-1.flows.example:443/runs/1", "https://PROD-1.flows.example:443/runs/1"),
            ("//prod-1.flows.example/runs/1", "https://prod-1.flows.example/runs/1"),
            ("/runs/1", "https://prod-1.flows.example:443/runs/1"),
            ("../../runs/1", "https://prod-1.flows.example:443/workflows/17/runs/1"),
            ("?run=1", "https://prod-1.flows.example:443/workflows/17/triggers/manual/run?run=1"),
        ])
    func own(location: String, url: String) async throws {
        let transport = CRMTestTransport([Self.accepted(location), .success(Self.done)])
        #expect(try await self.ask(transport).get().first?.caller[.lastName] == "Meier")
        #expect(transport.sent.map(\.url) == [Self.trigger, url] && transport.sent.map(\.method) == ["POST", "GET"])
        #expect(transport.sent[1].destinations == Self.policy && transport.sent[1].body == nil)
    }

    @Test("On another server: public and https only, whatever the operator allows the flow itself")
    func another() async throws {
        let transport = CRMTestTransport([Self.accepted("https://gateway.example/runs/1"), .success(Self.done)])
        #expect(try await self.ask(transport).get().count == 1)
        #expect(transport.sent[1].url == "https://gateway.example/runs/1")
        #expect(transport.sent[1].destinations == DestinationPolicy())
    }

    @Test("Another server is shown no credentials")
    func credentials() async throws {
        let token = HTTPAnswer(
            status: 200, headers: [("content-type", "application/json")],
            body: Array(#"{"access_token": "t-1", "token_type": "Bearer", "expires_in": 100}"#.utf8))
        let answers = [Self.accepted("/runs/1"), Self.accepted("https://gateway.example/runs/1"), .success(Self.done)]
        let transport = CRMTestTransport([.success(token)] + answers)
        #expect(try await self.ask(transport, manifest: Self.signedIn).get().count == 1)
        let shown = transport.sent.map { $0.headers.first { $0.name == "Authorization" }?.value }
        #expect(shown.dropFirst() == ["Bearer t-1", "Bearer t-1", nil])
    }

    @Test(
        "Nowhere else",
        arguments: [
            "http://gateway.example/runs/1", "http://prod-1.flows.example/runs/1", "ftp://prod-1.flows.example/1",
            "https://user@gateway.example/", "https://gateway.example\\@prod-1.flows.example/", "/a b", "/ä", "https://", "//",
        ])
    func refused(location: String) async throws {
        let transport = CRMTestTransport([Self.accepted(location), .success(Self.done)])
        #expect(try await self.ask(transport) == .failure(.redirectRefused))
        #expect(transport.sent.count == 1)
    }

    @Test("What is relative is relative to the URL that said so, and a place that was told holds")
    func again() async throws {
        let answers = [
            Self.accepted("https://gateway.example/runs/1"), Self.accepted("2"), Self.accepted(nil), .success(Self.done),
        ]
        let transport = CRMTestTransport(answers)
        #expect(try await self.ask(transport).get().count == 1)
        let second = "https://gateway.example/runs/2"
        #expect(transport.sent.map(\.url) == [Self.trigger, "https://gateway.example/runs/1", second, second])
        #expect(transport.sent[2...].allSatisfy { $0.destinations == DestinationPolicy() })
    }

    @Test("Without a place, or with an empty one, it may update the task", arguments: [nil, ""])
    func nowhere(location: String?) async throws {
        #expect(try await self.ask(CRMTestTransport([Self.accepted(location)])) == .failure(.accepted))
    }
}
