internal import Metrics

/// Counts what becomes of posts. Labels are bounded: no subscription, no receiver.
struct TriggerPostCounters: Sendable {
    /// Why something was not posted.
    enum Loss: String {
        /// Too much waits.
        case full
        /// Its time was over.
        case late
    }

    func count(_ outcome: TriggerPostOutcome) {
        Counter(label: "callcard_trigger_posts_total", dimensions: [("result", outcome.label)]).increment()
    }

    func count(_ loss: Loss, _ amount: Int = 1) {
        guard amount > 0 else { return }
        Counter(label: "callcard_trigger_dropped_total", dimensions: [("reason", loss.rawValue)]).increment(by: amount)
    }
}
