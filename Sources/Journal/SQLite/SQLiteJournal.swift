package import CallModel
internal import Dispatch
internal import Foundation
internal import GRDB
internal import Glibc
internal import Waiting

/// A journal in one SQLite file, with a write-ahead log beside it.
///
/// A commit is one transaction and is on the disk when it returns (`synchronous=FULL`). Deleted content is overwritten
/// (`secure_delete`), and nothing is ever put into temporary files. Readers don't wait for the writer, nor it for them; where
/// another process holds the file, a commit gives up after a quarter of a second.
package final class SQLiteJournal: Sendable {
    let pool: DatabasePool
    let place: JournalPlace
    /// The rows that readers had to leave out.
    let unreadable = UnreadableRows()
    /// Whether its file was no longer in its place when that was last looked at.
    let isMoved = Lock(false)
    /// Whether the log may have pages with words that were replaced since.
    let hasOldPages = Lock(false)
    /// The file's path.
    package let path: String

    /// In bytes. Files up to this size are looked through when they are opened; larger ones in the background afterwards, since it takes
    /// time.
    static let quickCheckLimit = 64 << 20

    /// Opens a journal, or makes one; no other user can read its file. An older one becomes one of today's.
    ///
    /// - Throws: Why it can't be opened.
    package init(path: String) throws(JournalOpenError) {
        self.path = path
        do {
            try Self.makeFile(path)
            try Self.inspect(path, thoroughly: false)
            self.pool = try DatabasePool(path: path, configuration: Self.configuration)
            try Self.prepare(self.pool)
            Self.openReaders(self.pool)
            self.place = JournalPlace(path)
        } catch {
            throw JournalOpenError(error)
        }
    }

    /// Connections for readers, besides that of the writer.
    private static let readers = 4

    private static var configuration: GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(0.25)
        configuration.maximumReaderCount = Self.readers
        configuration.persistentReadOnlyConnections = true
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            try db.execute(sql: "PRAGMA secure_delete = ON")
        }
        return configuration
    }

    private static func makeFile(_ path: String) throws(JournalOpenError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unreachable }
        _ = Glibc.close(descriptor)
    }

    private static func prepare(_ pool: DatabasePool) throws {
        try JournalSchema.migrator.migrate(pool)
        // The library sets less for write-ahead logs; less would lose acknowledged events with the power.
        try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
    }

    /// Opens all connections that readers will use. One opened later would go by the path, where another file may be by then.
    private static func openReaders(_ pool: DatabasePool) {
        let (opened, goesOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        for _ in 0..<Self.readers {
            pool.asyncRead { _ in
                opened.signal()
                goesOn.wait()
            }
        }
        for _ in 0..<Self.readers { _ = opened.wait(timeout: .now() + 1) }
        for _ in 0..<Self.readers { goesOn.signal() }
    }

    /// Looks at a journal without changing a byte of its file.
    ///
    /// - Parameter thoroughly: Whether all of it is looked through, however long that takes, and whether indexes say what tables do.
    /// - Throws: What is wrong with it.
    package static func inspect(_ path: String, thoroughly: Bool) throws(JournalOpenError) {
        do {
            let size = try Self.size(of: path)
            // A file that was only just made.
            guard size > 0 else { return }
            let queue = try Self.reader(of: path)
            defer { try? queue.close() }
            try queue.read { db in
                guard try !JournalSchema.migrator.hasBeenSuperseded(db) else { throw JournalOpenError.newer }
                guard thoroughly || size <= Self.quickCheckLimit else { return }
                let sql = thoroughly ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)"
                guard try String.fetchOne(db, sql: sql) == "ok" else { throw JournalOpenError.corrupt }
            }
        } catch {
            throw JournalOpenError(error)
        }
    }

    /// The settings of services in a journal, by service, without changing a byte of its file; none in a file that was only just made.
    package static func settings(in path: String) throws(JournalOpenError) -> [String: SettingsRecord] {
        do {
            guard try Self.size(of: path) > 0 else { return [:] }
            let queue = try Self.reader(of: path)
            defer { try? queue.close() }
            return try queue.read { db in
                try db.tableExists("settings") ? Self.settings(db, noting: UnreadableRows()) : [:]
            }
        } catch {
            throw JournalOpenError(error)
        }
    }

    /// The settings by service. A row that can't be read stays as settings that nobody can use, so that no file takes its place.
    static func settings(_ db: Database, noting unreadable: UnreadableRows) throws -> [String: SettingsRecord] {
        var records: [String: SettingsRecord] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT service, content, changed_by, changed_at FROM settings") {
            guard let service = row.name(0) else {
                unreadable.note(UnreadableRow("settings", owner: nil))
                continue
            }
            let record = unreadable.reading(UnreadableRow("settings", owner: service)) { () throws(JournalError) in
                SettingsRecord(
                    service: service, json: Array((try row.value(1) as String).utf8), changedBy: try row.value(2),
                    changedAt: try row.time(3))
            }
            records[service] =
                record
                ?? SettingsRecord(service: service, json: [], changedBy: "unreadable", changedAt: WallTime(milliseconds: 0))
        }
        return records
    }

    /// A connection that only reads. Where the process before was killed in the middle of a transaction, SQLite must be let undo it.
    static func reader(of path: String) throws -> DatabaseQueue {
        var configuration = Self.configuration
        configuration.readonly = true
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError where [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode) {
            configuration.readonly = false
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    static func size(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.size] as? NSNumber)?.intValue ?? 0
    }

    /// Bytes of the write-ahead log, for metrics.
    package var logSize: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: self.path + "-wal")
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    /// Moves the log into the file and closes both. Nothing is to be read or written afterwards.
    package func close() {
        try? self.pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        try? self.pool.close()
    }

    /// Runs `work` on a snapshot, with errors as the ports have them.
    func read<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws(JournalError) -> Value {
        do {
            return try await self.pool.read(work)
        } catch {
            throw JournalError(error)
        }
    }
}
