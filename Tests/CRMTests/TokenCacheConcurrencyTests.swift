import CRM
import CallModel
import ConnectorTestSupport
import OutboundHTTP
import TestSupport
import Testing

@Suite("A18 Tokens that many questions need at once", .timeLimit(.minutes(5)))
struct TokenCacheConcurrencyTests {
    private static let oauth = "{type: oauth, tokenURL: /token, clientID: me, clientSecret: \"{settings.token}\"}"

    @Test("One token is fetched at a time, for all who ask; one that is over is not shown again")
    func fetching() async throws {
        let (server, time) = (TokenTestServer(), CRMTestTime())
        let text = CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: Self.oauth)
        let connector = try CRMSample.connector(server, manifest: text, time: time)
        var seconds = 0
        // Tokens last for 100 s, and are renewed behind a question from 85 s on at the latest.
        for (round, pause) in [0, 90, 101, 90, 101, 200].enumerated() {
            time.advance(by: .seconds(pause))
            seconds += pause
            let (shown, deadline) = (server.shown.count, seconds + 10)
            try await race(8, steps: 5) { _ in
                let found = try await connector.findings(for: CRMSample.question(seconds: deadline))
                #expect(found.isEmpty)
            }
            // A renewal behind the last question is over once its token is shown.
            while server.shown.last != "Bearer token-\(round + 1)" {
                _ = try await connector.findings(for: CRMSample.question(seconds: deadline))
            }
            #expect(server.tokenCalls.count == round + 1)
            let tokens = Set(server.shown.dropFirst(shown))
            #expect(tokens.isSubset(of: ["Bearer token-\(pause == 90 ? round : round + 1)", "Bearer token-\(round + 1)"]))
        }
    }

    @Test("Whenever the CRM takes its tokens back, each question is answered or refused, and the next one has a good token")
    func revoking() async throws {
        let (server, time) = (TokenTestServer(), CRMTestTime())
        let text = CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: Self.oauth)
        let connector = try CRMSample.connector(server, manifest: text, time: time)
        try await race(8, steps: 20) { racer in
            if racer.index == 0, racer.step % 5 == 0 { server.revoke() }
            let question = try CRMSample.question()
            do throws(ConnectorError) {
                _ = try await connector.findings(for: question)
            } catch {
                #expect(error == .authError)
            }
        }
        // The first one may be refused with the last token that was taken back.
        _ = try? await connector.findings(for: CRMSample.question())
        #expect(try await connector.findings(for: CRMSample.question()).isEmpty)
    }
}
