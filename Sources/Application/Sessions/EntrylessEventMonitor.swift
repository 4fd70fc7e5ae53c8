internal import CallModel
internal import Logging
internal import Metrics
internal import Sessions
internal import Waiting

/// Counts events for users who get no entry by them, and says so in the log once a minute: mostly a member is missing in the
/// service's settings, or an alias for the extension that the switch names.
final class EntrylessEventMonitor: SessionObserver {
    /// The time from one line of the log to the next; each has the counts since the one before.
    static let logInterval = Duration.seconds(60)

    private struct Pending {
        var nextLine: MonotonicTime?
        var counts: [EntrylessEvent.Reason: Int] = [:]
    }

    private let counters = [EntrylessEvent.Reason: Counter](
        uniqueKeysWithValues: EntrylessEvent.Reason.allCases.map {
            ($0, Counter(label: "callcard_events_without_entry_total", dimensions: [("reason", $0.rawValue)]))
        })
    private let time: any TimeSource
    private let logger: Logger
    private let pending = Lock(Pending())

    init(time: any TimeSource, logger: Logger) {
        self.time = time
        self.logger = logger
    }

    func sessionChanged(from before: CallSession?, to session: CallSession) {
        let events = session.entrylessEvents(since: before)
        guard !events.isEmpty else { return }
        for event in events { self.counters[event.reason]?.increment() }
        self.warn(of: events, service: session.service)
    }

    /// Does nothing: its events were counted before.
    func sessionRestored(_: CallSession) {}

    /// Neither the user nor the extension is named: whatever a switch sends there, it could be a number.
    private func warn(of events: [EntrylessEvent], service: String) {
        let now = self.time.monotonicNow()
        let counts = self.pending.withLock { pending -> [EntrylessEvent.Reason: Int]? in
            for event in events { pending.counts[event.reason, default: 0] += 1 }
            if let next = pending.nextLine, now < next { return nil }
            defer { pending = Pending(nextLine: now + Self.logInterval) }
            return pending.counts
        }
        guard let counts else { return }
        let shown = counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) \($0.value)" }
        self.logger.warning(
            "events named users who got no entry; look at the service's members and aliases",
            metadata: ["service": "\(service)", "reasons": "\(shown.joined(separator: ", "))"])
    }
}
