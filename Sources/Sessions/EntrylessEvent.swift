package import CallModel

/// An event about a user who has no entry of the call by it.
package struct EntrylessEvent: Hashable, Sendable {
    /// Why there is none. Raw values are labels of a metric.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The user is no member of the service.
        case noMember
        /// What the event names is no UPN, and no alias of the service either.
        case noAlias
        /// The call was over before.
        case ended
    }

    /// The event, in which the user is named.
    package let event: CallEvent
    /// Why its user has no entry.
    package let reason: Reason
}

extension CallSession {
    /// Events that arrived between an earlier state of this session and now, and whose users have no entry.
    ///
    /// Users who were shown the call and lost it to somebody else are not among them: that is how queues work.
    ///
    /// - Parameter earlier: `nil` where the session is new.
    package func entrylessEvents(since earlier: CallSession?) -> [EntrylessEvent] {
        self.log.changes(since: earlier?.log).added.compactMap { entry in
            guard let user = entry.event.user, self.interaction(of: user) == nil,
                let reason = self.reason(for: entry, about: user)
            else { return nil }
            return EntrylessEvent(event: entry.event, reason: reason)
        }
    }

    private func reason(for entry: EventLog.Entry, about user: String) -> EntrylessEvent.Reason? {
        if entry.isUnseen { return user.contains("@") ? .noMember : .noAlias }
        switch entry.event.type {
        case .offered, .accepted, .dialing:
            guard let end = self.log.state.end?.event, end.precedes(entry.event) else { return nil }
            return .ended
        case .queued, .declined, .unanswered, .ended, .ringing: return nil
        }
    }
}
