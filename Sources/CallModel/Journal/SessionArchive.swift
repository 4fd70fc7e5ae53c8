/// Reads sessions from the journal. Those that can't be read are left out.
public protocol SessionArchive: Sendable {
    /// One session, live or over; `nil` where there is none.
    func session(_ id: String) async throws(JournalError) -> SessionRecord?

    /// A page of the sessions that are over and in one user's list, latest update first, then by session id.
    func listed(_ query: ListingQuery) async throws(JournalError) -> [SessionRecord]

    /// Sessions for a report, by start, then id.
    func started(_ query: ReportQuery) async throws(JournalError) -> [SessionRecord]

    /// The count of sessions that are over and whose last event arrived before a time: those that a purge deletes.
    func pastCount(before time: WallTime) async throws(JournalError) -> Int
}

/// Selects a page of a user's list.
public struct ListingQuery: Hashable, Sendable {
    /// A UPN in lower case.
    public var user: String
    /// Who asks: only sessions of these services are listed.
    public var scope: ServiceScope
    /// Only entries with one of these outcomes; `nil` for all, also undecided ones.
    public var outcomes: Set<CallOutcome>?
    /// The result of a text search: only sessions of these services, or with these ids; `nil` for all.
    public var search: Search?
    /// The place behind which the page begins; `nil` begins with the first.
    public var after: Position?
    /// The maximum number of results; above 0.
    public var limit: Int

    /// A page of one user's list; by default the first page of all entries within `scope`.
    public init(
        user: String, scope: ServiceScope, outcomes: Set<CallOutcome>? = nil, search: Search? = nil,
        after: Position? = nil,
        limit: Int
    ) {
        self.user = user
        self.scope = scope
        self.outcomes = outcomes
        self.search = search
        self.after = after
        self.limit = limit
    }

    /// Services or sessions, either of which is enough.
    public struct Search: Hashable, Sendable {
        /// Service ids.
        public var services: Set<String>
        /// Session ids.
        public var sessions: Set<String>

        /// Sessions of any of these services, and these sessions.
        public init(services: Set<String>, sessions: Set<String>) {
            self.services = services
            self.sessions = sessions
        }
    }

    /// A place in the order of a list: latest update first, then by session id.
    public struct Position: Hashable, Sendable {
        /// When the entry last changed.
        public var updatedAt: WallTime
        /// The session's id.
        public var session: String

        /// The place of an entry that a page ended with.
        public init(updatedAt: WallTime, session: String) {
            self.updatedAt = updatedAt
            self.session = session
        }
    }
}

/// Selects a page of the sessions that a report is about.
public struct ReportQuery: Hashable, Sendable {
    /// The earliest start of the sessions.
    public var from: WallTime
    /// The end of the span, which the sessions started before.
    public var to: WallTime
    /// Who asks: the report is about sessions of these services only.
    public var scope: ServiceScope
    /// The place behind which the page begins, in the order of start, then id; `nil` begins with the first.
    public var after: Position?
    /// The maximum number of results; above 0.
    public var limit: Int

    /// A page of the sessions that started in `from ..< to`; by default the first page of all within `scope`.
    public init(from: WallTime, to: WallTime, scope: ServiceScope, after: Position? = nil, limit: Int) {
        self.from = from
        self.to = to
        self.scope = scope
        self.after = after
        self.limit = limit
    }

    /// A place in the order of a report: by start, then id.
    public struct Position: Hashable, Sendable {
        /// When the session started.
        public var startedAt: WallTime
        /// The session's id.
        public var session: String

        /// The place of a session that a page ended with.
        public init(startedAt: WallTime, session: String) {
            self.startedAt = startedAt
            self.session = session
        }
    }
}
