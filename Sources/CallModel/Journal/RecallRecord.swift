/// Tags of a caller that come back on their next call, where an owner has switched that on (S42).
public struct RecallRecord: Hashable, Sendable {
    /// HMAC-SHA-256 of the number under the operator's key, 32 bytes.
    public var digest: [UInt8]
    /// The service's id.
    public var service: String
    public var tags: [String]
    public var savedAt: WallTime

    public init(digest: [UInt8], service: String, tags: [String], savedAt: WallTime) {
        self.digest = digest
        self.service = service
        self.tags = tags
        self.savedAt = savedAt
    }
}
