internal import CallModel
internal import Waiting

/// Subscriptions of one key that are equal in all but their ids and secrets. They share one place and one delivery, which the secrets of
/// all of them sign; it ends with the last of them.
package final class SubscriptionGroup: Sendable {
    /// What makes subscriptions equal.
    struct Identity: Hashable {
        let owner: String
        let options: SubscriptionOptions
    }

    /// The maximum number of subscriptions: receivers look at so many signatures (Standard Webhooks 1.0).
    static let limit = 8

    /// The id of the subscription that was there first, also once that one has ended.
    package let id: String
    /// The events that the flow wants, and where to post them.
    package let options: SubscriptionOptions
    /// The id of the key that subscribed.
    package let owner: String
    /// The receiver, as ``CallbackURL/destination`` has it.
    let destination: String
    private let members: Lock<[Subscription]>

    init(_ first: Subscription) {
        self.id = first.id
        self.options = first.options
        self.owner = first.owner
        self.destination = first.options.callback.destination
        self.members = Lock([first])
    }

    /// The subscriptions, in the order of subscribing; none where the group has ended.
    package var subscriptions: [Subscription] { self.members.withLock(\.self) }

    func add(_ subscription: Subscription) {
        self.members.withLock { $0.append(subscription) }
    }

    /// Removes a subscription; returns whether none is left.
    func remove(_ id: String) -> Bool {
        self.members.withLock { members in
            members.removeAll { $0.id == id }
            return members.isEmpty
        }
    }

    /// The header `webhook-signature` of a message: the signatures of all, of too many the newest.
    func sign(id: String, timestamp: Int64, body: [UInt8]) -> String {
        self.subscriptions.suffix(Self.limit).map { subscription in
            WebhookSignature.sign(id: id, timestamp: timestamp, body: body, secret: subscription.secret)
        }.joined(separator: " ")
    }

    /// Notes the answer to an attempt to post; returns whether the callback counts as gone.
    func note(_ answer: CallbackHealth.Answer, at now: MonotonicTime) -> Bool {
        self.subscriptions.reduce(false) { isGone, subscription in subscription.note(answer, at: now) || isGone }
    }
}
