internal import CallModel

/// What a row has to be so that it can be read, as a condition in SQL. It says the same as the code that reads rows.
///
/// Statements use it to find rows that can't be read without reading all, and to let a row that can't be read yield to the same row
/// told again: what is acknowledged must not depend on it.
enum ReadableRow {
    /// A table with its condition, and the columns that name a row: its owner, and what tells it from the owner's others.
    struct Table: Sendable {
        let name: String
        let owner: String
        let key: String
        let condition: String
    }

    /// All tables whose rows are read.
    static let tables = [
        Table(
            name: "session", owner: "id", key: "''",
            condition: """
                typeof(id) = 'text' AND typeof(service) = 'text' AND direction IN (\(Self.list(CallDirection.allCases)))
                AND \(Self.time("started_at")) AND \(Self.time("received_at")) AND typeof(is_live) = 'integer'
                AND EXISTS (SELECT 1 FROM event WHERE event.session = session.id)
                """),
        Table(name: "event", owner: "session", key: "id", condition: Self.event),
        Table(name: "early_event", owner: "session", key: "id", condition: Self.earlyEvent),
        Table(name: "conclusion", owner: "session", key: "user", condition: Self.conclusion),
        Table(name: "audience", owner: "session", key: "''", condition: Self.texts("members")),
        Table(
            name: "settings", owner: "service", key: "''",
            condition: """
                typeof(service) = 'text' AND typeof(content) = 'text' AND typeof(changed_by) = 'text' AND \(Self.time("changed_at"))
                """),
        Table(
            name: "subscription", owner: "id", key: "''",
            condition: """
                typeof(id) = 'text' AND typeof(services) = 'text' AND typeof(events) = 'text' AND typeof(modalities) = 'text'
                AND typeof(directions) = 'text' AND typeof(owner) = 'text' AND \(Self.time("created_at"))
                """),
        // A user's name is nothing to show: the service tells enough.
        Table(
            name: "inactive_service", owner: "service", key: "upn",
            condition: "typeof(upn) = 'text' AND typeof(service) = 'text'"),
        Table(
            name: "tag", owner: "service", key: "search_key", condition: "typeof(text) = 'text' AND typeof(uses) = 'integer'"),
        // As with switched-off services, the user is nothing to show.
        Table(
            name: "login_session", owner: "''", key: "id",
            condition: """
                typeof(id) = 'text' AND typeof(user) = 'text' AND \(Self.time("started_at")) AND \(Self.time("expires_at"))
                AND (ended_at IS NULL OR \(Self.time("ended_at")))
                """),
        Table(name: "recall", owner: "service", key: "rowid", condition: "typeof(tag) = 'text' AND \(Self.time("saved_at"))"),
    ]

    /// The condition for a row of `event`.
    static let event = """
        typeof(event.session) = 'text' AND typeof(event.id) = 'text' AND event.type IN (\(Self.list(EventType.allCases)))
        AND \(Self.time("event.at")) AND typeof(event.user) IN ('null', 'text') AND typeof(event.reason) IN ('null', 'text')
        AND typeof(event.is_unseen) = 'integer'
        """

    /// The condition for a row of `early_event`.
    static let earlyEvent = """
        typeof(early_event.session) = 'text' AND typeof(early_event.key) = 'text' AND typeof(early_event.id) = 'text'
        AND typeof(early_event.scope) = 'text' AND early_event.type IN (\(Self.list(EventType.allCases)))
        AND \(Self.time("early_event.at")) AND ifnull(early_event.direction IN (\(Self.list(CallDirection.allCases))), 1)
        AND typeof(early_event.service) IN ('null', 'text') AND typeof(early_event.user) IN ('null', 'text')
        AND typeof(early_event.reason) IN ('null', 'text')
        """

    /// The condition for a row of `conclusion`.
    static let conclusion = """
        typeof(conclusion.session) = 'text' AND typeof(conclusion.user) = 'text'
        AND typeof(conclusion.primary_code) IN ('null', 'text') AND typeof(conclusion.secondary_code) IN ('null', 'text')
        AND \(Self.texts("conclusion.tags")) AND \(Self.time("conclusion.saved_at"))
        AND conclusion.outcome IN (\(Self.list(CallOutcome.allCases))) AND typeof(conclusion.reason) IN ('null', 'text')
        """

    /// The condition for a list of texts in JSON.
    static func texts(_ column: String) -> String {
        """
        CASE WHEN typeof(\(column)) = 'text' AND json_valid(\(column)) THEN json_type(\(column)) = 'array'
            AND NOT EXISTS (SELECT 1 FROM json_each(\(column)) WHERE json_each.type <> 'text') ELSE 0 END
        """
    }

    /// The condition for a time.
    private static func time(_ column: String) -> String {
        let times = WallTime.writable
        return "typeof(\(column)) = 'integer' AND \(column) BETWEEN \(times.lowerBound) AND \(times.upperBound)"
    }

    private static func list<Word: RawRepresentable<String>>(_ words: [Word]) -> String {
        words.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }
}
