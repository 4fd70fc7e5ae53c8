package import CallModel
internal import Crypto
internal import Foundation

/// Signatures as Standard Webhooks 1.0 has them: HMAC-SHA256 over `id.timestamp.body`, byte by byte.
package enum WebhookSignature {
    /// The only version there is so far; items of others are passed over.
    private static let version = "v1,"
    /// The maximum number of items of a list that are looked at.
    private static let listLimit = 8

    /// The header `webhook-signature` for a message of ours.
    ///
    /// - Parameters:
    ///   - id: The header `webhook-id`.
    ///   - timestamp: Seconds since 1970, also sent as the header `webhook-timestamp`.
    ///   - body: As it is sent.
    ///   - secret: The subscription's.
    package static func sign(id: String, timestamp: Int64, body: [UInt8], secret: WebhookSecret) -> String {
        Self.sign(message: Self.signed(id: id, timestamp: String(timestamp), body: body), secret: secret)
    }

    static func sign(message: [UInt8], secret: WebhookSecret) -> String {
        Self.version + Data(HMAC<SHA256>.authenticationCode(for: message, using: secret.key)).base64EncodedString()
    }

    /// Whether one of the first 8 items of a list was made with one of the secrets. A malformed item is no match and nothing else; the
    /// time that this takes does not tell which one matches, or where one differs.
    ///
    /// - Parameters:
    ///   - list: The header `webhook-signature`: items between spaces.
    ///   - timestamp: The header `webhook-timestamp` as it came.
    static func verify(_ list: String, id: String, timestamp: String, body: [UInt8], secrets: [WebhookSecret]) -> Bool {
        let codes = list.split(separator: " ", maxSplits: Self.listLimit).prefix(Self.listLimit).compactMap(Self.code)
        let signed = Self.signed(id: id, timestamp: timestamp, body: body)
        var isGenuine = false
        for secret in secrets {
            let expected = HMAC<SHA256>.authenticationCode(for: signed, using: secret.key)
            for code in codes {
                // The comparison is swift-crypto's, in constant time.
                let isEqual = expected == code
                isGenuine = isEqual || isGenuine
            }
        }
        return isGenuine
    }

    /// The 32 bytes of an item; `nil` where it has another form.
    private static func code(_ item: Substring) -> Data? {
        guard item.hasPrefix(Self.version), let code = Data(base64Encoded: String(item.dropFirst(Self.version.count))),
            code.count == SHA256.byteCount
        else { return nil }
        return code
    }

    private static func signed(id: String, timestamp: String, body: [UInt8]) -> [UInt8] {
        Array("\(id).\(timestamp).".utf8) + body
    }
}

/// A webhook message's headers as Standard Webhooks 1.0 has them, not yet verified.
package struct SignedWebhookDelivery: Sendable {
    /// The header `webhook-id`, the same each time that the message is sent.
    package let id: String
    /// The header `webhook-timestamp` as it came.
    package let timestamp: String
    /// The header `webhook-signature` as it came: signatures between spaces.
    package let signatures: String

    /// The greatest difference between the sender's clock and Callcard's, either way.
    package static let tolerance = Duration.seconds(300)
    /// Longest id, in bytes.
    private static let idLimit = 256
    /// Longest timestamp, in digits: enough for some thousand years.
    private static let digitLimit = 11

    /// The headers of one message.
    package init(id: String, timestamp: String, signatures: String) {
        self.id = id
        self.timestamp = timestamp
        self.signatures = signatures
    }

    /// Whether the sender of `body` knows one of the secrets and sent it within the tolerance. All is checked, whatever fails first.
    ///
    /// - Parameters:
    ///   - body: As it came.
    ///   - secrets: Several while one takes the place of another.
    ///   - now: The time by Callcard's clock.
    package func isGenuine(_ body: [UInt8], secrets: [WebhookSecret], at now: WallTime) -> Bool {
        let isSigned = WebhookSignature.verify(
            self.signatures, id: self.id, timestamp: self.timestamp, body: body, secrets: secrets)
        return self.isIDUsable && self.isTimely(at: now) && isSigned
    }

    private var isIDUsable: Bool {
        (1...Self.idLimit).contains(self.id.utf8.count) && self.id.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Digits and nothing else: no sign, no fraction, no space.
    private func isTimely(at now: WallTime) -> Bool {
        guard (1...Self.digitLimit).contains(self.timestamp.utf8.count),
            self.timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(self.timestamp)
        else { return false }
        let distance = now - WallTime(milliseconds: seconds * 1_000)
        return (Duration.zero - Self.tolerance...Self.tolerance).contains(distance)
    }
}
