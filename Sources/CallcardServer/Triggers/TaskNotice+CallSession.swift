internal import CallModel
internal import Flows
internal import Sessions

extension TaskNotice {
    /// What flows can be told of between an earlier state of a session and now, in the order of the session's events.
    ///
    /// Each event is told once: what comes after the end, or is queued a second time, changes nothing and is not told. Dialling and
    /// ringing have no word.
    ///
    /// - Parameter before: `nil` where the session is new.
    static func notices(from before: CallSession?, to session: CallSession) -> [TaskNotice] {
        let told = session.eventsToEnd
        var events: [TaskEvent] = before == nil ? [.created] : []
        for event in told where !(before?.holds(event: event.id) ?? false) {
            switch event.type {
            case .queued where told.first { $0.type == .queued } == event: events.append(.queued)
            case .offered: events.append(.offered)
            case .accepted: events.append(.accepted)
            case .declined: events.append(.declined)
            case .unanswered: events.append(.unanswered)
            case .ended where before?.isLive ?? true: events.append(.ended)
            case .queued, .ended, .dialing, .ringing: break
            }
        }
        let concluded = Set(session.conclusions.keys).subtracting(before?.conclusions.keys.map(\.self) ?? [])
        return (events + concluded.map { _ in .concluded }).map { TaskNotice($0, of: session) }
    }

    /// Something that happened to a session, with its state now.
    init(_ event: TaskEvent, of session: CallSession) {
        let told = session.eventsToEnd
        let accepted = told.last { $0.type == .accepted }
        // Whose call out is taken is who dialled it.
        let taker = accepted.flatMap { $0.user ?? told.first { $0.type == .dialing }?.user }
        self.init(
            event: event, session: session.id, service: session.service, direction: TaskDirection(session.direction),
            created: session.startedAt, terminated: told.last.flatMap { $0.type == .ended ? $0.at : nil },
            lastConnectedUser: taker)
    }
}

extension CallSession {
    /// The events that count: up to the first end.
    fileprivate var eventsToEnd: ArraySlice<CallEvent> {
        let end = self.events.firstIndex { $0.type == .ended }
        return end.map { self.events[...$0] } ?? self.events[...]
    }
}
