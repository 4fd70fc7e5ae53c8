package import CallModel
internal import Waiting

/// A flow that is told of calls. One object, since the index names it for each service and event that it wants.
package final class Subscription: Sendable {
    /// Unique: 32 hexadecimal digits, made by us.
    package let id: String
    /// The events that the flow wants, and where to post them.
    package let options: SubscriptionOptions
    /// The secret that signs the posts.
    package let secret: WebhookSecret
    /// The id of the key that subscribed. A call that this key may not know of is not posted either.
    package let owner: String
    /// When the flow subscribed, by our own clock.
    package let createdAt: WallTime
    private let health = Lock(CallbackHealth())

    init(id: String, options: SubscriptionOptions, secret: WebhookSecret, owner: String, createdAt: WallTime) {
        self.id = id
        self.options = options
        self.secret = secret
        self.owner = owner
        self.createdAt = createdAt
    }

    /// Attempts to post that have failed since the last one that did not, or since the start of the process.
    package var failures: Int { self.health.withLock(\.failures) }

    /// Notes the answer to an attempt to post; returns whether the callback counts as gone.
    func note(_ answer: CallbackHealth.Answer, at now: MonotonicTime) -> Bool {
        self.health.withLock { $0.note(answer, at: now) }
    }
}

/// The events that a flow wants, and where to post them.
package struct SubscriptionOptions: Hashable, Sendable {
    /// Ids of services; at least one.
    package var services: Set<String>
    /// The events that are posted; empty for all.
    package var events: Set<TaskEvent>
    /// The kinds of tasks that are posted; empty for all.
    package var modalities: Set<Modality>
    /// The directions of the tasks that are posted; empty for all.
    package var directions: Set<TaskDirection>
    /// The URL to which events are posted.
    package var callback: CallbackURL

    /// Options for all events of these services, unless they are narrowed down.
    package init(
        services: Set<String>, events: Set<TaskEvent> = [], modalities: Set<Modality> = [], directions: Set<TaskDirection> = [],
        callback: CallbackURL
    ) {
        self.services = services
        self.events = events
        self.modalities = modalities
        self.directions = directions
        self.callback = callback
    }

    /// The wanted events, each by its name.
    package var allEvents: Set<TaskEvent> { self.events.isEmpty ? Set(TaskEvent.allCases) : self.events }

    /// Whether a notification is wanted.
    func includes(_ notification: TriggerNotification) -> Bool {
        self.services.contains(notification.service) && (self.events.isEmpty || self.events.contains(notification.event))
            && (self.modalities.isEmpty || self.modalities.contains(notification.modality))
            && (self.directions.isEmpty || self.directions.contains(notification.direction))
    }
}

/// The URL to which a flow's events are posted. Whoever knows it can start the flow, so all of it is a secret but for ``shown``.
package struct CallbackURL: Hashable, Sendable, Redacted {
    let url: String

    /// Longest URL, in bytes.
    package static let limit = 4_096

    /// A callback to a URL.
    ///
    /// - Parameter url: At most ``limit`` bytes; has passed a destination check.
    package init(_ url: String) {
        self.url = url
    }

    /// Scheme, host and port in lower case: callbacks that have these in common share a receiver.
    var destination: String {
        guard let colon = self.url.firstRange(of: "://") else { return "" }
        return self.url[..<colon.upperBound].lowercased() + self.authority.lowercased()
    }

    /// The part that people and logs may see: the host, and the last four characters.
    package var shown: String { "\(self.authority)…\(self.url.suffix(4))" }

    private var authority: Substring {
        guard let colon = self.url.firstRange(of: "://") else { return "" }
        return self.url[colon.upperBound...].prefix { !"/?#".contains($0) }
    }
}
