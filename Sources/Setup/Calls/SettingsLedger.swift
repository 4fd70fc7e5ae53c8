internal import CallModel
internal import CallcardServer
internal import Logging
internal import Synchronization

/// The settings of all services: the journal's, seeded once from files.
///
/// Without a journal file settings are the files' at each start and reload, but for those that somebody has changed since.
final class SettingsLedger: Sendable {
    private let journal: any Journal
    private let isDurable: Bool
    private let time: any TimeSource
    private let logger: Logger
    private let records: Mutex<[String: SettingsRecord]>

    /// - Parameters:
    ///   - records: What the journal holds, by service.
    ///   - isDurable: Whether the journal outlives the process.
    init(
        journal: any Journal, records: [String: SettingsRecord], isDurable: Bool, time: any TimeSource, logger: Logger
    ) {
        self.journal = journal
        self.records = Mutex(records)
        self.isDurable = isDurable
        self.time = time
        self.logger = logger
    }

    /// The settings in force, given those of the files; new ones are journaled.
    func settle(_ files: [ServiceSettings]) async -> [ServiceSettings] {
        var records = self.records.withLock { $0 }
        var seeds: [SettingsRecord] = []
        for settings in files {
            let json = JournaledSettings.bytes(of: settings)
            if let known = records[settings.id], self.isDurable || !known.changedBy.isEmpty {
                if known.json != json { self.tellOfDifference(settings.id) }
                continue
            }
            let seed = SettingsRecord(service: settings.id, json: json, changedBy: "", changedAt: self.time.wallNow())
            records[settings.id] = seed
            seeds.append(seed)
        }
        do throws(JournalError) {
            if !seeds.isEmpty { try await self.journal.commit(seeds.map(JournalEntry.settings)) }
            self.records.withLock { $0 = records }
        } catch {
            self.logger.warning("new services were not journaled", metadata: ["why": "\(error.label)"])
        }
        // What no file names any more goes, unless the journal has it.
        let named = Set(files.map(\.id))
        return records.values.filter { self.isDurable || named.contains($0.service) }
            .compactMap(JournaledSettings.settings).sorted { $0.id < $1.id }
    }

    /// Journals a change.
    func write(_ settings: ServiceSettings, changedBy: String) async throws(JournalError) {
        let record = SettingsRecord(
            service: settings.id, json: JournaledSettings.bytes(of: settings), changedBy: changedBy,
            changedAt: self.time.wallNow())
        try await self.journal.commit([.settings(record)])
        self.records.withLock { $0[settings.id] = record }
    }

    private func tellOfDifference(_ service: String) {
        self.logger.notice(
            "the journal's settings are in force, and not those of the file; callcard settings export writes them back",
            metadata: ["service": "\(service)"])
    }
}
