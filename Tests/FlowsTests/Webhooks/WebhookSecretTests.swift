import CallModel
import Flows
import Testing

@Suite("Secrets of webhooks")
struct WebhookSecretTests {
    @Test("24 to 64 bytes are taken, with and without their prefix", arguments: [(24, 32), (33, 44), (64, 88)])
    func sizes(bytes: Int, characters: Int) throws {
        let padding = String(repeating: "=", count: (3 - bytes % 3) % 3)
        let text = String(repeating: "A", count: characters - padding.count) + padding
        let plain = try #require(WebhookSecret(text))
        #expect(plain.text.revealed() == "whsec_" + text)
        #expect(WebhookSecret("whsec_" + text)?.text == plain.text)
        #expect(WebhookSecret(String(text.dropLast(padding.count)))?.text == plain.text)
    }

    @Test(
        "others are not",
        arguments: [
            "", "whsec_", "whsec_AAAA", "secret", "whsec_" + String(repeating: "A", count: 92),
            "whsek_" + String(repeating: "A", count: 44),
        ])
    func refused(text: String) {
        #expect(WebhookSecret(text) == nil)
    }

    @Test("a fresh one can be read back, and is another each time")
    func fresh() {
        let secret = WebhookSecret.fresh()
        #expect(WebhookSecret(secret.text.revealed())?.text == secret.text)
        #expect(WebhookSecret.fresh().text != secret.text)
        #expect("\(secret.text)" == "‹redacted›")
    }
}
