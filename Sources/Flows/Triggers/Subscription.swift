public import CallModel

/// A flow that is told of calls. One object, since the table names it for each service and event that it wants.
public final class Subscription: Sendable {
    /// Unique; made by us.
    public let id: String
    /// What it wants to be told of, and where.
    public let wish: SubscriptionOptions
    /// Signs what is posted.
    public let secret: WebhookSecret
    /// The id of the key that subscribed. What that key may not know any more is not posted either.
    public let owner: String
    public let createdAt: WallTime

    init(id: String, wish: SubscriptionOptions, secret: WebhookSecret, owner: String, createdAt: WallTime) {
        self.id = id
        self.wish = wish
        self.secret = secret
        self.owner = owner
        self.createdAt = createdAt
    }
}
