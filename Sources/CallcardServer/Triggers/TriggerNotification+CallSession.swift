internal import CallModel
internal import Flows
internal import Sessions

extension TriggerNotification {
    /// What flows can be told of between an earlier state of a session and now, in the order of the session's events.
    ///
    /// Each event is told once: what comes after the end, or is queued a second time, changes nothing and is not told. Dialling and
    /// ringing have no word.
    ///
    /// - Parameter before: `nil` where the session is new.
    static func notices(from before: CallSession?, to session: CallSession) -> [TriggerNotification] {
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

    /// Something that happened to a session, with its state now.
    init(_ event: TaskEvent, of session: CallSession) {
        self.init(
            event: event, session: session.id, service: session.service, direction: TaskDirection(session.direction),
            created: session.startedAt, terminated: session.endedAt, lastConnectedUser: session.lastConnectedUser)
    }
}
