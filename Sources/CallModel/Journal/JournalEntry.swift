/// One thing to be written to the journal.
public enum JournalEntry: Hashable, Sendable {
    /// What is new of a session.
    case session(SessionDelta)
    /// Tags that a user saved, for suggestions: each counts one use.
    case tags([TagUse], at: WallTime)
    /// The services that a user has switched off from now on, in place of those before.
    case inactive(user: String, services: Set<String>, at: WallTime)
    /// A service's settings from now on.
    case settings(SettingsRecord)
    /// A flow that wants to be told of calls.
    case subscription(SubscriptionRecord)
    /// A flow is told no more; the id is the subscription's.
    case unsubscribe(String)
    /// Tags to come back when the same caller calls again.
    case recall(RecallRecord)
    /// All recalled tags of a caller go. The digest is that of ``RecallRecord``.
    case forgetRecall(digest: [UInt8])
    /// What is older goes: sessions that are over and whose last event arrived before the one time, and tags that nobody has saved
    /// since; recalled tags that were saved before the other.
    case purge(sessionsBefore: WallTime, recallBefore: WallTime)
}
