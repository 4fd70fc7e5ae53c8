public import CallModel
internal import Crypto
internal import Foundation

/// What both sides of a webhook know: 24 to 64 bytes, written `whsec_` and their Base64, or the Base64 alone (Standard Webhooks 1.0).
public struct WebhookSecret: Sendable {
    /// As it is written, `whsec_…`.
    public let text: Sensitive<String>
    let key: SymmetricKey

    private static let prefix = "whsec_"
    private static let sizes = 24...64

    /// - Returns: `nil` for what is no Base64, too short or too long.
    public init?(_ text: String) {
        var encoded = text.hasPrefix(Self.prefix) ? String(text.dropFirst(Self.prefix.count)) : text
        // Some tools leave the padding out.
        while encoded.utf8.count % 4 > 1 { encoded += "=" }
        guard let bytes = Data(base64Encoded: encoded), Self.sizes.contains(bytes.count) else { return nil }
        self.init(SymmetricKey(data: bytes))
    }

    private init(_ key: SymmetricKey) {
        self.key = key
        self.text = Sensitive(Self.prefix + key.withUnsafeBytes { Data($0).base64EncodedString() })
    }

    /// A new one, made of 32 random bytes.
    public static func fresh() -> WebhookSecret {
        WebhookSecret(SymmetricKey(size: .bits256))
    }
}
