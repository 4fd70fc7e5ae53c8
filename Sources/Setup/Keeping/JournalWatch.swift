package import CallModel
internal import Journal
internal import Logging
internal import Sessions
internal import Waiting

/// Watches over a journal in a file while a server uses it: looks through it once, in the background, and logs what its health and
/// the session store's come to.
package final class JournalWatch: Sendable {
    private struct State {
        /// Whether its pages are sound, as far as is known.
        var isSound = true
        /// The troubles that the log has, by name.
        var logged: [String: String] = [:]
    }

    private let file: SQLiteJournal?
    private let store: SessionStore
    private let time: any TimeSource
    private let logger: Logger
    private let state = Lock(State())

    /// - Parameter file: `nil` for a journal in memory.
    init(_ file: SQLiteJournal?, store: SessionStore, time: any TimeSource, logger: Logger) {
        self.file = file
        self.store = store
        self.time = time
        self.logger = logger
    }

    /// Watches until its task is cancelled.
    package func run() async {
        async let examination: Void = self.examine()
        while !Task.isCancelled {
            self.logChanges()
            try? await self.time.sleep(until: self.time.monotonicNow() + .seconds(1))
        }
        await examination
    }

    private func examine() async {
        guard let file else { return }
        let isSound = await file.examine()
        self.state.withLock { $0.isSound = isSound }
    }

    private func logChanges() {
        for check in self.store.health + self.health {
            let before = self.state.withLock { state in
                defer { state.logged[check.name] = check.trouble }
                return state.logged[check.name]
            }
            if let trouble = check.trouble, trouble != before {
                self.logger.warning("the journal is in trouble", metadata: ["part": "\(check.name)", "why": "\(trouble)"])
            } else if check.trouble == nil, before != nil {
                self.logger.notice("the journal is well again", metadata: ["part": "\(check.name)"])
            }
        }
    }

    /// Whether pages are known to be damaged; `nil` for a journal in memory.
    package var isDamaged: Bool? { self.file.map { _ in !self.state.withLock(\.isSound) } }

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
            Health(name: "journal pages", trouble: self.state.withLock(\.isSound) ? nil : damage),
            Health(
                name: "journal rows",
                trouble: UnreadableRowsSummary(file.unreadableRows).map { "\($0); callcard check names them" }),
        ]
    }
}
