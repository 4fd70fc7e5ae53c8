public import CallModel

/// Why a flow could not subscribe, or its end could not be kept. Nothing was changed.
public enum SubscriptionError: Error, Hashable, Sendable {
    case journal(JournalError)
    /// The key under which subscriptions are kept can be neither read nor made.
    case noKey
    /// There are as many as can be.
    case full
}
