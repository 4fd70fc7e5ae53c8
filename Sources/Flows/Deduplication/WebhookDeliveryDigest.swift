internal import Crypto

/// What stands for a delivery's id, or its body, in the table of what was done.
///
/// It is made with a random key of this process, and says nothing without it. It is caller data all the same: it lives in memory, and
/// no longer than they may.
public struct WebhookDeliveryDigest: Hashable, Sendable {
    private let code: HMAC<SHA256>.MAC

    init(_ parts: [[UInt8]], key: SymmetricKey) {
        var code = HMAC<SHA256>(key: key)
        for part in parts {
            // Its length first, so that no two lists of parts read alike.
            withUnsafeBytes(of: part.count.littleEndian) { code.update(data: $0) }
            code.update(data: part)
        }
        self.code = code.finalize()
    }
}
