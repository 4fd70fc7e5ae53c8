/// A trigger subscription as it is journaled. What gives access, to the flow or to us, is sealed under a key that is not there.
public struct SubscriptionRecord: Hashable, Sendable {
    /// Unique; made by us.
    public var id: String
    /// Ids of the services whose calls it is about, sorted; at least one. As all lists here, words without spaces.
    public var services: [String]
    /// The contract's words for events; empty for all.
    public var events: [String]
    /// The contract's words for modalities; empty for all.
    public var modalities: [String]
    /// The contract's words for directions; empty for all.
    public var directions: [String]
    /// The callback's URL, encrypted.
    public var callback: [UInt8]
    /// The secret that posts are signed with, encrypted.
    public var secret: [UInt8]
    /// The id of the key that subscribed.
    public var owner: String
    public var createdAt: WallTime

    public init(
        id: String, services: [String], events: [String] = [], modalities: [String] = [], directions: [String] = [],
        callback: [UInt8], secret: [UInt8], owner: String, createdAt: WallTime
    ) {
        self.id = id
        self.services = services
        self.events = events
        self.modalities = modalities
        self.directions = directions
        self.callback = callback
        self.secret = secret
        self.owner = owner
        self.createdAt = createdAt
    }
}
