internal import CallModel
internal import Logging
internal import SettingsFields
internal import Waiting

/// The settings of all services as the journal has them, merged with those of files (``SettledSettings``).
final class SettingsStore: Sendable {
    private struct State {
        var records: [String: SettingsRecord]
        var differences: [SettingsDifference] = []
    }

    private let journal: any Journal
    private let isDurable: Bool
    private let time: any TimeSource
    private let logger: Logger
    private let state: Lock<State>

    /// - Parameters:
    ///   - records: What the journal holds, by service.
    ///   - isDurable: Whether the journal outlives the process.
    init(
        journal: any Journal, records: [String: SettingsRecord], isDurable: Bool, time: any TimeSource, logger: Logger
    ) {
        self.journal = journal
        self.state = Lock(State(records: records))
        self.isDurable = isDurable
        self.time = time
        self.logger = logger
    }

    /// Where the journal's settings, which are in force, are not those of the files that were merged last.
    var differences: [SettingsDifference] { self.state.withLock(\.differences) }

    /// The settings in force, given those of the files; new ones are journaled.
    func merge(files: [WrittenSettings]) async -> [WrittenSettings] {
        let settled = SettledSettings(
            files: files, records: self.state.withLock(\.records), isDurable: self.isDurable, now: self.time.wallNow())
        do throws(JournalError) {
            if !settled.changes.isEmpty { try await self.journal.commit(settled.changes.map(JournalEntry.settings)) }
            self.state.withLock { $0.records = settled.records }
        } catch {
            self.logger.warning("settings of files were not journaled", metadata: ["why": "\(error.label)"])
        }
        self.state.withLock { $0.differences = settled.differences }
        self.logDifferences(settled)
        return settled.services
    }

    /// Journals a change.
    func write(_ settings: WrittenSettings, changedBy: String) async throws(JournalError) {
        let record = SettingsRecord(
            service: settings.id, json: settings.json, changedBy: changedBy, changedAt: self.time.wallNow())
        try await self.journal.commit([.settings(record)])
        self.state.withLock { $0.records[settings.id] = record }
    }

    private func logDifferences(_ settled: SettledSettings) {
        for difference in settled.differences {
            self.logger.notice("\(difference.advice)", metadata: ["service": "\(difference.service)"])
        }
        for (service, why) in settled.unreadable {
            self.logger.warning(
                "settings in the journal can't be used as they are", metadata: ["service": "\(service)", "why": "\(why)"])
        }
    }
}
