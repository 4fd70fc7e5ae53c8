/// The durable record of calls, conclusions, tags, settings and subscriptions. Nothing of a caller is ever handed to it, but for
/// the digests of tag recall.
public protocol Journal: Sendable {
    /// Writes all of it or nothing, in order, and returns once it is durable: what is acknowledged after this survives a crash.
    ///
    /// - Throws: Why nothing was written.
    func commit(_ entries: [JournalEntry]) async throws(JournalError)

    /// Tells, without writing, whether what is written now would be found by the next start.
    ///
    /// - Throws: `unavailable(.moved)` where it would not.
    func verify() async throws(JournalError)

    /// Reads the part of the journal that a server needs when it starts. What can't be read is left out.
    func start() async throws(JournalError) -> JournalSnapshot
}

/// Everything that a journal does: writing, and reading of sessions and tags.
public typealias CallJournal = Journal & SessionArchive & TagArchive

/// The part of the journal that a server needs when it starts.
public struct JournalSnapshot: Hashable, Sendable {
    /// Sessions that were live when the journal was last written.
    public var liveSessions: [SessionRecord]
    /// Settings by service id.
    public var settings: [String: SettingsRecord]
    /// Switched-off services by user, a UPN in lower case.
    public var inactiveServices: [String: Set<String>]
    /// Flows that want to be told of calls, by age, then id.
    public var subscriptions: [SubscriptionRecord]
    /// Events that wait until their calls' direction and service are known, in the order in which they arrived.
    public var earlyEvents: [EarlyEventRecord]
    /// Login sessions whose time is not over, or was not long ago, in no order.
    public var loginSessions: [LoginSessionRecord]
    /// Whether words stand in for others anywhere in the journal, or ever did.
    public var hasStandIns = false

    /// A snapshot; an empty one is that of a new journal.
    public init(
        liveSessions: [SessionRecord] = [], settings: [String: SettingsRecord] = [:],
        inactiveServices: [String: Set<String>] = [:], subscriptions: [SubscriptionRecord] = [],
        earlyEvents: [EarlyEventRecord] = [], loginSessions: [LoginSessionRecord] = []
    ) {
        self.liveSessions = liveSessions
        self.settings = settings
        self.inactiveServices = inactiveServices
        self.subscriptions = subscriptions
        self.earlyEvents = earlyEvents
        self.loginSessions = loginSessions
    }
}

/// Why the journal could not do something. No case carries anything that was to be written.
public enum JournalError: Error, Hashable, Sendable {
    /// It can't be written or read at the moment: a full disk, a lock held by another process, a failing device. Nothing was changed.
    case unavailable(Cause)
    /// What it holds can't be understood.
    case corrupt

    /// The cause of the failure; bounded, for logs and metrics.
    public enum Cause: String, Hashable, Sendable, CaseIterable {
        /// Another process holds it.
        case busy
        /// The disk is full.
        case full
        /// The device or the file system refuses.
        case io
        /// It was opened for reading only, or became so.
        case readOnly
        /// Its file was removed or replaced: what is written would be gone at the next start.
        case moved
        /// Anything else.
        case other
    }

    /// One bounded word for logs and metrics.
    public var label: String {
        switch self {
        case .unavailable(let cause): cause.rawValue
        case .corrupt: "corrupt"
        }
    }
}
