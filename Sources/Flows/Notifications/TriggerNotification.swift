package import CallModel

/// An event of a call, as flows are told of it. It has no place for a caller, who is looked up when a post is made: so
/// a notification that waits outlives no forgetting.
package struct TriggerNotification: Hashable, Sendable {
    /// The kind of event, in the contract's word.
    package var event: TaskEvent
    /// The session's id.
    package var session: String
    /// The service's id.
    package var service: String
    /// The side that called, in the words that flows know.
    package var direction: TaskDirection
    /// The kind of task.
    package var modality: Modality
    /// When the session's first event happened.
    package var created: WallTime
    /// The time of the call's end; `nil` while it goes on.
    package var terminated: WallTime?
    /// The user who took the call last, a UPN in lower case; `nil` where nobody did.
    package var lastConnectedUser: String?
    /// The user at whom the call rang by this event, or who answered or declined it or let it ring; a UPN in lower case, `nil` for
    /// other events and for outbound calls.
    package var offeredUser: String?

    /// A notification of one event.
    package init(
        event: TaskEvent, session: String, service: String, direction: TaskDirection, modality: Modality = .audio,
        created: WallTime, terminated: WallTime? = nil, lastConnectedUser: String? = nil, offeredUser: String? = nil
    ) {
        self.event = event
        self.session = session
        self.service = service
        self.direction = direction
        self.modality = modality
        self.created = created
        self.terminated = terminated
        self.lastConnectedUser = lastConnectedUser
        self.offeredUser = offeredUser
    }
}

/// An event that a flow can be told of. Raw values are the contract's words; a flow calls a session a *task*.
package enum TaskEvent: String, Hashable, Sendable, CaseIterable {
    /// The session's first event, whichever it is.
    case created
    /// The call waits in a queue.
    case queued
    /// The call rings at a user.
    case offered
    /// A user took the call, or the destination of an outbound one did.
    case accepted
    /// A user declined the call, or the destination of an outbound one did.
    case declined
    /// A user let the call ring in vain.
    case unanswered
    /// The call is over.
    case ended
    /// The session's context has a new revision.
    case contextUpdated
    /// A user has saved codes or tags.
    case concluded
}

/// The direction of a call, in the words that flows know.
package enum TaskDirection: String, Hashable, Sendable, CaseIterable {
    /// A call to a service.
    case inbound = "Inbound"
    /// A call that a user of a service makes.
    case outbound = "Outbound"

    /// A call's direction in these words.
    package init(_ direction: CallDirection) {
        switch direction {
        case .inbound: self = .inbound
        case .outbound: self = .outbound
        }
    }
}

/// The kind of a task. Calls are all there is.
package enum Modality: String, Hashable, Sendable, CaseIterable {
    /// A call.
    case audio = "Audio"
}
