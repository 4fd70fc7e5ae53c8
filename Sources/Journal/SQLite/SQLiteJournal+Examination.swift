internal import CallModel
internal import GRDB
internal import Glibc
internal import Waiting

extension SQLiteJournal {
    /// The rows that can't be read and are left out: those that readers have met, and those that ``examine()`` has found.
    package var unreadableRows: Set<UnreadableRow> { self.unreadable.all }

    /// Looks through the journal while it is in use, on a thread of lower priority and over a connection of its own: for pages that
    /// are damaged, which no start of a large journal has looked for, and for rows that can't be read.
    ///
    /// Rows are looked for in one table after the other, with pauses as long as the work: a reader keeps the write-ahead log from being
    /// used again.
    ///
    /// - Returns: Whether its pages are sound, as far as is known.
    package func examine() async -> Bool {
        await BackgroundThreads.aside {
            do {
                let queue = try Self.reader(of: self.path)
                defer { try? queue.close() }
                return try self.examine(queue)
            } catch {
                return JournalOpenError(error) != .corrupt
            }
        }
    }

    private func examine(_ queue: DatabaseQueue) throws -> Bool {
        let isLarge = try Self.size(of: self.path) > Self.quickCheckLimit
        let tables = try queue.read { db in
            try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        if isLarge {
            let found = try queue.read { db in try String.fetchOne(db, sql: "PRAGMA quick_check(1)") }
            guard found == "ok" else { return false }
        }
        for table in ReadableRow.tables where tables.contains(table.name) {
            let rows = try Self.slowly { try queue.read { try table.unreadable($0) } }
            rows.forEach(self.unreadable.note)
        }
        return true
    }

    private static func slowly<Value>(_ work: () throws -> Value) rethrows -> Value {
        let (clock, start) = (ContinuousClock(), ContinuousClock.now)
        defer { usleep(useconds_t(min(max((clock.now - start).nanoseconds / 1_000, 0), 500_000))) }
        return try work()
    }

    /// The rows that can't be read of a journal that no server need have open, without changing a byte of its file.
    package static func unreadableRows(in path: String) throws(JournalOpenError) -> Set<UnreadableRow> {
        do {
            guard try Self.size(of: path) > 0 else { return [] }
            let queue = try Self.reader(of: path)
            defer { try? queue.close() }
            return try queue.read { db in
                let tables = try ReadableRow.tables.filter { try db.tableExists($0.name) }
                return Set(try tables.flatMap { try $0.unreadable(db) })
            }
        } catch {
            throw JournalOpenError(error)
        }
    }
}

extension ReadableRow.Table {
    /// Rows that can't be read, 1,000 at most.
    fileprivate func unreadable(_ db: Database) throws -> [UnreadableRow] {
        let sql = "SELECT \(self.owner), \(self.key) FROM \(self.name) WHERE NOT (\(self.condition)) LIMIT 1000"
        return try Row.fetchAll(db, sql: sql).map { UnreadableRow(self.name, owner: $0.name(0), key: $0.name(1)) }
    }
}
