internal import CallModel

/// One thing that happened, on its way to one subscription.
struct TriggerPost: Sendable {
    /// Within its queue.
    let number: UInt64
    /// The subscription's id.
    let subscription: String
    /// The receiver, as ``CallbackURL/destination`` has it.
    let destination: String
    let notice: TriggerNotification
    /// Its `webhook-id`, the same in each attempt.
    let messageID: String
    let addedAt: MonotonicTime
    var attempts = 0
    /// Whether later events of its session wait for it: until its first attempt is over.
    var isAwaited = true
}
