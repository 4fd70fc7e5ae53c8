/// Words that take the place of others in a session's rows: of those in which its caller's number turned out to stand.
///
/// What they replace must be nowhere afterwards: neither in a file of the journal nor in what is left of deleted rows.
public struct StandInRecord: Hashable, Sendable {
    /// An event's words.
    public struct Event: Hashable, Sendable {
        /// The event's id so far.
        public let id: String
        /// The event's id from now on.
        public let name: String
        /// The user from now on; `nil` where there is none.
        public let user: String?
        /// The reason from now on; likewise.
        public let reason: String?

        /// All words of an event, those that stay among them.
        public init(id: String, name: String, user: String?, reason: String?) {
            self.id = id
            self.name = name
            self.user = user
            self.reason = reason
        }
    }

    /// The session's id in the journal so far.
    public let session: String
    /// The session's id in the journal from now on.
    public let name: String
    /// The events in which anything changes; the journal may not have all of them yet.
    public var events: [Event] = []

    /// A record in which no event changes yet.
    public init(session: String, name: String) {
        self.session = session
        self.name = name
    }
}
