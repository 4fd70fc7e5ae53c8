package import CallModel
internal import Journal
internal import Logging
internal import Sessions
internal import Waiting

/// Watches over a journal in a file while a server uses it: looks through it once, in the background, and logs what its health and
/// the session store's come to.
package final class JournalWatch: Sendable {
    private let file: SQLiteJournal?
    private let store: SessionStore
    private let time: any TimeSource
    private let log: HealthLog
    /// Whether its pages are sound, as far as is known.
    private let isSound = Lock(true)

    /// - Parameter file: `nil` for a journal in memory.
    init(_ file: SQLiteJournal?, store: SessionStore, time: any TimeSource, logger: Logger) {
        self.file = file
        self.store = store
        self.time = time
        self.log = HealthLog("the journal", logger: logger)
    }

    /// Watches until its task is cancelled.
    package func run() async {
        async let examination: Void = self.examine()
        while !Task.isCancelled {
            self.log.tell(of: self.store.health + self.health)
            try? await self.time.sleep(until: self.time.monotonicNow() + .seconds(1))
        }
        await examination
    }

    private func examine() async {
        guard let file else { return }
        let isSound = await file.examine()
        self.isSound.withLock { $0 = isSound }
    }

    /// Whether pages are known to be damaged; `nil` for a journal in memory.
    package var isDamaged: Bool? { self.file.map { _ in !self.isSound.withLock(\.self) } }

    /// The count of rows that can't be read and are left out; `nil` for a journal in memory.
    package var unreadableCount: Int? { self.file?.unreadableRows.count }
}

extension JournalWatch: HealthCheck {
    /// Whether the journal's pages are sound, and its rows.
    package var health: [Health] {
        guard let file else { return [] }
        let damage = "the file is damaged in places, and what stands there can't be read; restore a copy of it"
        // Probes are open to all, and which calls there are concerns nobody outside.
        return [
            Health(name: "journal pages", trouble: self.isSound.withLock(\.self) ? nil : damage),
            Health(
                name: "journal rows",
                trouble: UnreadableRowsSummary(file.unreadableRows).map { "\($0); callcard check names them" }),
        ]
    }
}
