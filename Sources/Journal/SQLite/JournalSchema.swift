internal import GRDB

/// The tables of a journal, and the migrations of older ones.
///
/// - `session`: one row a call: what lists and reports ask for.
/// - `event`, `conclusion`: one row each, beside those of the same session; interactions are made of them when somebody reads them.
/// - `early_event`: events whose call's direction or service is not known yet.
/// - `audience`: who saw a call while it was queued, as one list.
/// - `listing`: who has a call that is over in their list, in the order of lists; users are numbers there, so that a call in front
///   of hundreds stays small.
/// - `subscription`: flows that are told of calls. Where they are told, and what signs it, is encrypted under a key that is elsewhere.
/// - `login_session`: who was signed in to the pages, and which of these is over before its time. What signs in is elsewhere.
/// - In `session`, `event` and their like a word that begins with `k~` stands in for one that held the caller's number (HMAC); SQLite's
///   `user_version` is 1 where there ever was one.
/// - `recall`: HMACs of numbers with tags, empty unless somebody switched that on. Nothing else is of a caller.
enum JournalSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 sessions") { db in
            try db.execute(sql: Self.sessions)
        }
        migrator.registerMigration("2 subscriptions") { db in
            try db.execute(sql: Self.subscriptions)
        }
        migrator.registerMigration("3 filters of lists") { db in
            try db.execute(sql: Self.filters)
        }
        migrator.registerMigration("4 events") { db in
            let unreadable = "SELECT count(*) FROM session WHERE NOT json_valid(content)"
            guard try Int.fetchOne(db, sql: unreadable) == 0 else { throw JournalOpenError.corrupt }
            try db.execute(sql: Self.events)
        }
        migrator.registerMigration("5 early events") { db in
            try db.execute(sql: Self.earlyEvents)
        }
        migrator.registerMigration("6 login sessions") { db in
            try db.execute(sql: Self.loginSessions)
        }
        return migrator
    }

    private static let sessions = """
        CREATE TABLE session (
            id TEXT NOT NULL PRIMARY KEY, service TEXT NOT NULL, direction TEXT NOT NULL, started_at INTEGER NOT NULL,
            received_at INTEGER NOT NULL, is_live INTEGER NOT NULL, content TEXT NOT NULL);
        CREATE INDEX session_started ON session (started_at, id);
        CREATE INDEX session_live ON session (id) WHERE is_live = 1;
        CREATE INDEX session_past ON session (received_at) WHERE is_live = 0;

        CREATE TABLE person (number INTEGER PRIMARY KEY, upn TEXT NOT NULL UNIQUE);
        CREATE TABLE listing (
            person INTEGER NOT NULL, updated_at INTEGER NOT NULL, session TEXT NOT NULL, service TEXT NOT NULL, outcome TEXT,
            PRIMARY KEY (person, updated_at DESC, session)) WITHOUT ROWID;
        CREATE INDEX listing_session ON listing (session);

        CREATE TABLE inactive_service (upn TEXT NOT NULL, service TEXT NOT NULL, since INTEGER NOT NULL,
            PRIMARY KEY (upn, service)) WITHOUT ROWID;
        CREATE TABLE settings (
            service TEXT NOT NULL PRIMARY KEY, content TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at INTEGER NOT NULL);
        CREATE TABLE settings_change (service TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at INTEGER NOT NULL);

        CREATE TABLE tag (
            service TEXT NOT NULL, search_key TEXT NOT NULL, text TEXT NOT NULL, uses INTEGER NOT NULL,
            last_used_at INTEGER NOT NULL, PRIMARY KEY (service, search_key)) WITHOUT ROWID;
        CREATE TABLE recall (
            digest BLOB NOT NULL, service TEXT NOT NULL, tag TEXT NOT NULL, saved_at INTEGER NOT NULL);
        CREATE INDEX recall_digest ON recall (digest, service);
        CREATE INDEX recall_age ON recall (saved_at);
        """

    /// For lists of which a filter or a search leaves little: each holds all that a list's query reads of `listing`.
    private static let filters = """
        CREATE INDEX listing_outcome ON listing (person, outcome, updated_at DESC, session, service);
        CREATE INDEX listing_service ON listing (person, service, outcome, updated_at DESC, session);
        """

    /// Tables for events, audiences and conclusions, which were one text of JSON in the session's row until then.
    private static let events = """
        CREATE TABLE event (
            session TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, at INTEGER NOT NULL, user TEXT, reason TEXT,
            is_unseen INTEGER NOT NULL, PRIMARY KEY (session, id)) WITHOUT ROWID;
        CREATE TABLE audience (session TEXT NOT NULL PRIMARY KEY, members TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE conclusion (
            session TEXT NOT NULL, user TEXT NOT NULL, primary_code TEXT, secondary_code TEXT, tags TEXT NOT NULL,
            saved_at INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT, PRIMARY KEY (session, user)) WITHOUT ROWID;

        INSERT INTO event
            SELECT session.id, value ->> 'i', value ->> 't', value ->> 'a', value ->> 'u', value ->> 'r',
                value ->> 'i' IN (SELECT unseen.value FROM json_each(session.content, '$.unseen') AS unseen)
            FROM session, json_each(session.content, '$.events');
        INSERT INTO audience
            SELECT id, content -> 'audience' FROM session WHERE json_array_length(content, '$.audience') > 0;
        INSERT INTO conclusion
            SELECT session.id, value ->> 'u', value ->> 'p', value ->> 's', value -> 't', value ->> 'a', value ->> 'o',
                value ->> 'r'
            FROM session, json_each(session.content, '$.conclusions');
        ALTER TABLE session DROP COLUMN content;
        """

    private static let earlyEvents = """
        CREATE TABLE early_event (
            arrival INTEGER PRIMARY KEY, session TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL,
            type TEXT NOT NULL, at INTEGER NOT NULL, direction TEXT, service TEXT, user TEXT, reason TEXT,
            UNIQUE (session, key, id));
        """

    private static let loginSessions = """
        CREATE TABLE login_session (
            id TEXT NOT NULL PRIMARY KEY, user TEXT NOT NULL, started_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
            ended_at INTEGER) WITHOUT ROWID;
        """

    private static let subscriptions = """
        CREATE TABLE subscription (
            id TEXT NOT NULL PRIMARY KEY, services TEXT NOT NULL, events TEXT NOT NULL, modalities TEXT NOT NULL,
            directions TEXT NOT NULL, callback BLOB NOT NULL, secret BLOB NOT NULL, owner TEXT NOT NULL,
            created_at INTEGER NOT NULL) WITHOUT ROWID;
        """
}
