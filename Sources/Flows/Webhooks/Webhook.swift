package import CallModel
internal import Crypto
internal import Foundation

/// A sender of statements on callers, unasked, under a connector's name.
package struct Webhook: Sendable {
    /// The connector under whose name the statements count.
    package let connector: ConnectorID
    /// The services on whose callers signed messages may make statements; those of keys reach no more.
    package let scope: ServiceScope
    /// The secrets that messages may be signed with: several while one takes the place of another, none where it uses keys only.
    package let secrets: [WebhookSecret]

    /// A webhook of one connector.
    package init(connector: ConnectorID, scope: ServiceScope, secrets: [WebhookSecret]) {
        self.connector = connector
        self.scope = scope
        self.secrets = secrets
    }

    /// The webhook for those of its services that are within `scope`.
    package func narrowed(to scope: ServiceScope) -> Webhook {
        Webhook(connector: self.connector, scope: self.scope.intersection(scope), secrets: self.secrets)
    }
}

/// A webhook's shared secret: 24 to 64 bytes, written `whsec_` and their Base64, or the Base64 alone (Standard Webhooks 1.0).
package struct WebhookSecret: Sendable {
    /// The written form, `whsec_…`.
    package let text: Sensitive<String>
    let key: SymmetricKey

    private static let prefix = "whsec_"
    private static let sizes = 24...64

    /// Reads a secret, with or without `whsec_` and padding.
    ///
    /// - Returns: `nil` for a text that is no Base64, or stands for too few or too many bytes.
    package init?(_ text: String) {
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

    /// A new secret of 32 random bytes.
    package static func fresh() -> WebhookSecret {
        WebhookSecret(SymmetricKey(size: .bits256))
    }
}
