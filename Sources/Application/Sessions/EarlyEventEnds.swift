internal import CallModel
internal import Metrics
internal import Sessions

/// Follows the events that waited for their calls in vain: their callers go, and operators can see how many there were, and why.
struct EarlyEventEnds: SessionObserver {
    let callers: EarlyCallers
    private let counters = [EarlyEventEnd: Counter](
        uniqueKeysWithValues: EarlyEventEnd.allCases.map {
            ($0, Counter(label: "callcard_early_events_dropped_total", dimensions: [("reason", $0.rawValue)]))
        })

    init(callers: EarlyCallers) {
        self.callers = callers
    }

    func earlyEventsDropped(_ events: [EarlyEventRecord.ID], _ end: EarlyEventEnd) {
        self.callers.drop(events)
        self.counters[end]?.increment(by: events.count)
    }

    /// Does nothing: what it is part of counts as any other event.
    func sessionChanged(from _: CallSession?, to _: CallSession) {}

    /// Does nothing.
    func sessionRestored(_: CallSession) {}
}
