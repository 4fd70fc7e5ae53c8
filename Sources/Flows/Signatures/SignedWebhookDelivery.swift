public import CallModel

/// What a webhook's headers say of its message, before any of it is believed.
public struct SignedWebhookDelivery: Sendable {
    /// The header `webhook-id`: the message's name, the same each time that it is sent.
    public let id: String
    /// The header `webhook-timestamp` as it came.
    public let timestamp: String
    /// The header `webhook-signature`.
    public let signatures: String

    /// How far the sender's clock may be from ours, either way.
    public static let tolerance = Duration.seconds(300)
    /// Longest id, in bytes.
    private static let idLimit = 256
    /// Enough for some thousand years.
    private static let digitLimit = 11

    public init(id: String, timestamp: String, signatures: String) {
        self.id = id
        self.timestamp = timestamp
        self.signatures = signatures
    }

    /// Whether `body` came from who knows one of the secrets, and lately. All is looked at, whatever is wrong first.
    ///
    /// - Parameter secrets: Several while one takes the place of another.
    public func isGenuine(_ body: [UInt8], secrets: [WebhookSecret], at now: WallTime) -> Bool {
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
