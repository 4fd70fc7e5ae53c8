internal import Crypto
internal import Foundation

/// Signatures as Standard Webhooks 1.0 has them: HMAC-SHA256 over `id.timestamp.body`, byte by byte.
public enum WebhookSignature {
    /// The only version there is so far; items of others are passed over.
    private static let version = "v1,"
    /// Most items of a list that are looked at.
    private static let listLimit = 8

    /// What the header `webhook-signature` says of a message of ours.
    ///
    /// - Parameter timestamp: Seconds since 1970.
    public static func sign(id: String, timestamp: Int64, body: [UInt8], secret: WebhookSecret) -> String {
        Self.sign(message: Self.signed(id: id, timestamp: String(timestamp), body: body), secret: secret)
    }

    static func sign(message: [UInt8], secret: WebhookSecret) -> String {
        Self.version + Data(HMAC<SHA256>.authenticationCode(for: message, using: secret.key)).base64EncodedString()
    }

    /// Whether one of the first 8 items of a list was made with one of the secrets. What is wrong with an item makes it no match and
    /// nothing else; the time that this takes does not tell which one matches, or where one differs.
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
