internal import CallModel
internal import Flows
internal import Sessions

/// Tells flows of what happens to calls.
struct TriggerNotifier: SessionObserver {
    let dispatcher: TriggerDispatcher

    func sessionChanged(from before: CallSession?, to session: CallSession) {
        guard self.dispatcher.hasSubscribers(for: session.service) else { return }
        for notice in TriggerNotification.notices(from: before, to: session) { self.dispatcher.enqueue(notice) }
    }

    /// Flows were told before.
    func sessionRestored(_: CallSession) {}

    /// What is known of a session's caller has a new revision.
    func contextChanged(of session: CallSession) {
        guard self.dispatcher.hasSubscribers(for: session.service) else { return }
        self.dispatcher.enqueue(TriggerNotification(.contextUpdated, of: session))
    }
}
