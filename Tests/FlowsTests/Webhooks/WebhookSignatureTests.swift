import CallModel
import Testing

@testable import Flows

@Suite("Standard Webhooks signatures")
struct WebhookSignatureTests {
    /// The example that the specification's own libraries use.
    private static let secret = WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private static let timestamp: Int64 = 1_614_265_330
    private static let body = Array(#"{"test": 2432232314}"#.utf8)
    private static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    private static let wrong = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

    private func isGenuine(
        _ signatures: String, id: String = Self.id, timestamp: String = String(Self.timestamp), body: [UInt8] = Self.body,
        secrets: [WebhookSecret?] = [Self.secret], late: Int64 = 0
    ) -> Bool {
        SignedWebhookDelivery(id: id, timestamp: timestamp, signatures: signatures).isGenuine(
            body, secrets: secrets.compactMap(\.self), at: WallTime(milliseconds: (Self.timestamp + late) * 1_000))
    }

    @Test("the public example is signed and verified alike")
    func publicExample() throws {
        let secret = try #require(Self.secret)
        let made = WebhookSignature.sign(id: Self.id, timestamp: Self.timestamp, body: Self.body, secret: secret)
        #expect(made == Self.signature)
        #expect(self.isGenuine(Self.signature))
    }

    @Test("one changed byte of id, time or body is no match")
    func changes() {
        #expect(!self.isGenuine(Self.signature, id: Self.id + "x"))
        #expect(!self.isGenuine(Self.signature, timestamp: String(Self.timestamp + 1)))
        #expect(!self.isGenuine(Self.signature, body: Self.body + [0x20]))
        #expect(!self.isGenuine(Self.signature, secrets: [.fresh()]))
        #expect(!self.isGenuine(Self.signature, secrets: []))
    }

    @Test(
        "B5: malformed items are passed over",
        arguments: [
            "v1", "v1 ", "v1,", "v1,@@@", "v1,AAAA", "v2,xxxx", ",", "é", "v1;g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ])
    func malformed(item: String) {
        #expect(!self.isGenuine(item))
        #expect(self.isGenuine("\(item) \(Self.signature)"))
        #expect(self.isGenuine("\(Self.signature) \(item)"))
    }

    @Test("B5: of a thousand signatures the first 8 are tried", arguments: [(0, true), (7, true), (8, false), (999, false)])
    func bounded(place: Int, isGenuine: Bool) {
        var items = Array(repeating: Self.wrong, count: 1_000)
        items[place] = Self.signature
        #expect(self.isGenuine(items.joined(separator: " ")) == isGenuine)
    }

    @Test("B5: a body need not be UTF-8")
    func bytes() throws {
        let secret = try #require(Self.secret)
        let body: [UInt8] = [0xFF, 0x00, 0xC3, 0x28]
        let made = WebhookSignature.sign(id: Self.id, timestamp: Self.timestamp, body: body, secret: secret)
        #expect(self.isGenuine(made, body: body))
        #expect(!self.isGenuine(made, body: [0xFF, 0x00, 0xC3, 0x29]))
    }

    @Test("B6: each of several secrets counts, in any order")
    func rotation() {
        #expect(self.isGenuine(Self.signature, secrets: [.fresh(), Self.secret]))
        #expect(self.isGenuine("\(Self.wrong) \(Self.signature)", secrets: [Self.secret, .fresh()]))
    }

    @Test(
        "B3: the clocks may differ by 5 minutes either way",
        arguments: [(0, true), (300, true), (-300, true), (301, false), (-301, false), (86_400, false)])
    func clocks(late: Int64, isGenuine: Bool) {
        #expect(self.isGenuine(Self.signature, late: late) == isGenuine)
    }

    @Test(
        "B3: a time that is no whole number of seconds is refused, also where it is signed",
        arguments: [
            "", "-1614265330", "+1614265330", "1614265330.0", " 1614265330", "0x6037bbf2", "16142653300000000000", "١٦١٤٢٦٥٣٣٠",
        ])
    func times(timestamp: String) throws {
        let secret = try #require(Self.secret)
        // Signed over the text as it is, so that nothing but its form is wrong.
        let message = Array(".\(timestamp).".utf8) + Self.body
        let signature = WebhookSignature.sign(message: Array(Self.id.utf8) + message, secret: secret)
        #expect(WebhookSignature.verify(signature, id: Self.id, timestamp: timestamp, body: Self.body, secrets: [secret]))
        #expect(!self.isGenuine(signature, timestamp: timestamp))
    }

    @Test("an id is 1 to 256 printable characters", arguments: ["", "a b", "ä", String(repeating: "x", count: 257)])
    func ids(id: String) throws {
        let secret = try #require(Self.secret)
        let signature = WebhookSignature.sign(id: id, timestamp: Self.timestamp, body: Self.body, secret: secret)
        #expect(!self.isGenuine(signature, id: id))
    }
}
