internal import CallModel
internal import Flows
internal import Sessions

/// Tells flows of what happens to calls.
struct TriggerNotifier: SessionObserver {
    let poster: TriggerDispatcher

    func sessionChanged(from before: CallSession?, to session: CallSession) {
        guard self.poster.listens(to: session.service) else { return }
        for notice in TriggerNotification.notices(from: before, to: session) { self.poster.hear(notice) }
    }

    /// Flows were told before.
    func sessionRestored(_: CallSession) {}

    /// What is known of a session's caller has a new revision.
    func contextChanged(of session: CallSession) {
        guard self.poster.listens(to: session.service) else { return }
        self.poster.hear(TriggerNotification(.contextUpdated, of: session))
    }
}
