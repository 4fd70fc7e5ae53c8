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
        var events: [TaskEvent] = before == nil ? [.created] : []
        for event in session.newEvents(since: before) {
            switch event.type {
            case .queued: events.append(.queued)
            case .offered: events.append(.offered)
            case .accepted: events.append(.accepted)
            case .declined: events.append(.declined)
            case .unanswered: events.append(.unanswered)
            case .ended where before?.isLive ?? true: events.append(.ended)
            case .ended, .dialing, .ringing: break
            }
        }
        let concluded = Set(session.conclusions.keys).subtracting(before?.conclusions.keys.map(\.self) ?? [])
        return (events + concluded.map { _ in .concluded }).map { TriggerNotification($0, of: session) }
    }

    /// The notification of an event of a session, with the session's state now.
    fileprivate init(_ event: TaskEvent, of session: CallSession) {
        self.init(
            event: event, session: session.id, service: session.service, direction: TaskDirection(session.direction),
            created: session.startedAt, terminated: session.endedAt, lastConnectedUser: session.lastConnectedUser)
    }
}
