package import CallModel

/// The credential that posts an event.
package struct EventSender: Hashable, Sendable {
    /// The credential's id; a share of what waits is its own.
    package let key: String
    /// The services that it reaches.
    package let scope: ServiceScope

    /// A sender by its credential.
    package init(key: String, scope: ServiceScope) {
        self.key = key
        self.scope = scope
    }
}

extension EventDraft {
    /// Whether the draft says all that a call begins with.
    var namesCall: Bool { self.direction != nil && self.service != nil }

    /// Whether it waits where its session is not known: neither it nor its sender says all that a call begins with.
    package func mayWait(from sender: EventSender) -> Bool { !self.completed(by: sender).namesCall }

    /// The draft with what its type and its sender say of its call.
    func completed(by sender: EventSender) -> EventDraft {
        var draft = self
        draft.direction = self.direction ?? self.type.direction
        draft.service = (self.service.flatMap { $0.isEmpty ? nil : $0 }) ?? sender.scope.single
        return draft
    }

    /// The draft with what events that wait for the same call have said of it: their word counts where the sender reaches the service
    /// that they name, or they reach the one that the draft names.
    func completed(by sender: EventSender, beside early: [EarlyEventRecord]) -> EventDraft {
        var draft = self
        draft.service = self.service ?? early.lazy.compactMap(\.service).first { sender.scope.contains($0) }
        guard let service = draft.service else { return draft }
        let mates = early.lazy.filter { $0.scope.contains(service) && ($0.service ?? service) == service }
        draft.direction = self.direction ?? mates.compactMap(\.direction).first
        return draft
    }

    /// The draft that an event was before it waited.
    init(_ event: EarlyEventRecord) {
        self.init(
            id: event.id.event, type: event.type, at: event.at, direction: event.direction, service: event.service,
            user: event.user, reason: event.reason)
    }
}
