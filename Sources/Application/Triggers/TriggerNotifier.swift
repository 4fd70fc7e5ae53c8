internal import CallModel
internal import Flows
internal import Sessions

/// Makes trigger notifications of changes to sessions.
struct TriggerNotifier: SessionObserver {
    private let dispatcher: TriggerDispatcher

    init(_ dispatcher: TriggerDispatcher) {
        self.dispatcher = dispatcher
    }

    /// Notifies of what has happened between two states of a session.
    func sessionChanged(from before: CallSession?, to session: CallSession) {
        guard self.dispatcher.hasSubscribers(for: session.service) else { return }
        for notification in TriggerNotification.all(from: before, to: session) { self.dispatcher.enqueue(notification) }
    }

    /// Does nothing: flows were notified before.
    func sessionRestored(_: CallSession) {}

    /// Notifies of a new revision of a session's context.
    func contextChanged(of session: CallSession) {
        guard self.dispatcher.hasSubscribers(for: session.service) else { return }
        self.dispatcher.enqueue(TriggerNotification(.contextUpdated, of: session))
    }
}

extension TriggerNotification {
    /// The notifications of a session between an earlier state and now, in the order of the session's events.
    ///
    /// Each event is told once: what comes after the end, or is queued a second time, changes nothing and is not told. Dialling and
    /// ringing have no word.
    ///
    /// - Parameter before: `nil` where the session is new.
    static func all(from before: CallSession?, to session: CallSession) -> [TriggerNotification] {
        var told: [TriggerNotification] = before == nil ? [TriggerNotification(.created, of: session)] : []
        for event in session.newEvents(since: before) {
            guard let word = TaskEvent(event.type), word != .ended || before?.isLive ?? true else { continue }
            told.append(TriggerNotification(word, of: session, user: event.user))
        }
        let concluded = Set(session.conclusions.keys).subtracting(before?.conclusions.keys.map(\.self) ?? [])
        return told + concluded.map { _ in TriggerNotification(.concluded, of: session) }
    }

    /// The notification of an event of a session, with the session's state now.
    ///
    /// - Parameter user: Whom the event names.
    fileprivate init(_ event: TaskEvent, of session: CallSession, user: String? = nil) {
        self.init(
            event: event, session: session.id, service: session.service, direction: TaskDirection(session.direction),
            created: session.startedAt, terminated: session.endedAt, lastConnectedUser: session.lastConnectedUser,
            offeredUser: session.direction == .inbound && event.isOfOffer ? user : nil)
    }
}

extension TaskEvent {
    /// The word for an event of a session; `nil` where there is none.
    fileprivate init?(_ type: EventType) {
        switch type {
        case .queued: self = .queued
        case .offered: self = .offered
        case .accepted: self = .accepted
        case .declined: self = .declined
        case .unanswered: self = .unanswered
        case .ended: self = .ended
        case .dialing, .ringing: return nil
        }
    }

    /// Whether a call rings at a user by it, or has done so until now.
    fileprivate var isOfOffer: Bool {
        switch self {
        case .offered, .accepted, .declined, .unanswered: true
        case .created, .queued, .ended, .contextUpdated, .concluded: false
        }
    }
}
