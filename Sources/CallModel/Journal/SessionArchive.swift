/// Reads sessions from the journal.
public protocol SessionArchive: Sendable {
    /// One session, live or over; `nil` where there is none.
    func session(_ id: String) async throws(JournalError) -> SessionRecord?

    /// A page of the sessions that are over and in one user's list, latest update first, then by session id.
    func listed(_ query: ListingQuery) async throws(JournalError) -> [SessionRecord]

    /// Sessions for a report, by start, then id.
    func started(_ query: ReportQuery) async throws(JournalError) -> [SessionRecord]
}

/// Which part of a user's list is wanted.
public struct ListingQuery: Hashable, Sendable {
    /// A UPN in lower case.
    public var user: String
    /// Only sessions of these services; `nil` for all.
    public var services: Set<String>?
    /// Only entries with one of these outcomes; `nil` for all, also undecided ones.
    public var outcomes: Set<CallOutcome>?
    /// Where texts are searched: only sessions of these services, or with these ids; `nil` for all.
    public var search: Search?
    /// Only what comes after this place in the order.
    public var after: Place?
    /// At most so many; above 0.
    public var limit: Int

    public init(
        user: String, services: Set<String>? = nil, outcomes: Set<CallOutcome>? = nil, search: Search? = nil, after: Place? = nil,
        limit: Int
    ) {
        self.user = user
        self.services = services
        self.outcomes = outcomes
        self.search = search
        self.after = after
        self.limit = limit
    }

    /// Services or sessions, either of which is enough.
    public struct Search: Hashable, Sendable {
        public var services: Set<String>
        public var sessions: Set<String>

        public init(services: Set<String>, sessions: Set<String>) {
            self.services = services
            self.sessions = sessions
        }
    }

    /// A place in the order of a list: latest update first, then by session id.
    public struct Place: Hashable, Sendable {
        public var updatedAt: WallTime
        public var session: String

        public init(updatedAt: WallTime, session: String) {
            self.updatedAt = updatedAt
            self.session = session
        }
    }
}

/// Which sessions a report is about.
public struct ReportQuery: Hashable, Sendable {
    /// Those that started at this time or later.
    public var from: WallTime
    /// Those that started before this time.
    public var to: WallTime
    /// Only sessions of these services; `nil` for all.
    public var services: Set<String>?
    /// Only what comes after this place in the order, by start, then id.
    public var after: Place?
    /// At most so many; above 0.
    public var limit: Int

    public init(from: WallTime, to: WallTime, services: Set<String>? = nil, after: Place? = nil, limit: Int) {
        self.from = from
        self.to = to
        self.services = services
        self.after = after
        self.limit = limit
    }

    /// A place in the order of a report: by start, then id.
    public struct Place: Hashable, Sendable {
        public var startedAt: WallTime
        public var session: String

        public init(startedAt: WallTime, session: String) {
            self.startedAt = startedAt
            self.session = session
        }
    }
}
