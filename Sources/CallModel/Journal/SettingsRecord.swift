/// A service's settings as they are journaled.
public struct SettingsRecord: Hashable, Sendable {
    /// The service's id.
    public var service: String
    /// The contract's settings shape, JSON in UTF-8.
    public var json: [UInt8]
    /// Who changed them: a credential's id, or a user; empty for those that came from a file.
    public var changedBy: String
    public var changedAt: WallTime

    public init(service: String, json: [UInt8], changedBy: String, changedAt: WallTime) {
        self.service = service
        self.json = json
        self.changedBy = changedBy
        self.changedAt = changedAt
    }
}
