/// One thing to be written to the journal.
public enum JournalEntry: Hashable, Sendable {
    /// The changes of a session.
    case session(SessionDelta)
    /// Words that take the place of others in a session's rows. What they replace is overwritten.
    case standIn(StandInRecord)
    /// An event that waits until its call's direction and service are known.
    case early(EarlyEventRecord)
    /// Such events wait no longer: they are the call's by now, or were dropped.
    case settleEarly([EarlyEventRecord.ID])
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
    /// Somebody has signed in, or a login session is over before its time. One that has ended stays so, in whatever order this comes.
    case loginSession(LoginSessionRecord)
    /// The deletion of login sessions whose time was over before then.
    case purgeLoginSessions(expiredBefore: WallTime)
    /// Tags to come back when the same caller calls again.
    case recall(RecallRecord)
    /// All recalled tags of a caller that were saved for services within a scope go. The digest is that of
    /// ``RecallRecord``.
    case forgetRecall(digest: [UInt8], within: ServiceScope)
    /// The deletion of old records: sessions that are over and whose last event arrived before the one time, and tags not saved
    /// since; recalled tags that were saved before the other.
    case purge(sessionsBefore: WallTime, recallBefore: WallTime)
}

/// A service's settings as they are journaled.
public struct SettingsRecord: Hashable, Sendable {
    /// The service's id.
    public var service: String
    /// The contract's settings shape, JSON in UTF-8.
    public var json: [UInt8]
    /// The credential's id or the user behind the change; empty for settings that came from a file.
    public var changedBy: String
    /// The time by Callcard's clock.
    public var changedAt: WallTime

    /// A record of all settings of one service.
    public init(service: String, json: [UInt8], changedBy: String, changedAt: WallTime) {
        self.service = service
        self.json = json
        self.changedBy = changedBy
        self.changedAt = changedAt
    }
}

/// A trigger subscription as it is journaled. What gives access, to the flow or to us, is sealed under a key that is not there.
public struct SubscriptionRecord: Hashable, Sendable {
    /// Unique; made by us.
    public var id: String
    /// Ids of the services whose calls it is about, sorted; at least one. As all lists here, words without spaces.
    public var services: [String]
    /// The contract's words for events; empty for all.
    public var events: [String]
    /// The contract's words for modalities; empty for all.
    public var modalities: [String]
    /// The contract's words for directions; empty for all.
    public var directions: [String]
    /// The callback's URL, encrypted.
    public var callback: [UInt8]
    /// The secret that posts are signed with, encrypted.
    public var secret: [UInt8]
    /// The id of the key that subscribed.
    public var owner: String
    /// The time by Callcard's clock.
    public var createdAt: WallTime

    /// A subscription whose callback and secret are sealed already.
    public init(
        id: String, services: [String], events: [String] = [], modalities: [String] = [], directions: [String] = [],
        callback: [UInt8], secret: [UInt8], owner: String, createdAt: WallTime
    ) {
        self.id = id
        self.services = services
        self.events = events
        self.modalities = modalities
        self.directions = directions
        self.callback = callback
        self.secret = secret
        self.owner = owner
        self.createdAt = createdAt
    }
}
