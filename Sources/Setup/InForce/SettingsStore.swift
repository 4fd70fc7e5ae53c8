internal import CallModel
internal import Logging
internal import SettingsFields
internal import StrictJSON
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
    ///   - records: The journal's settings, by service.
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

    /// The differences of the journal's settings, which are in force, from the files that were merged last.
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

/// The settings in force, merged from those of the journal and those of files.
///
/// A file starts a service; from then on the journal's settings are in force. Settings that were not changed over HTTP yet still
/// follow their file in two things: what it leaves out is left out, also in journals of versions that wrote all defaults into them;
/// and without owners, so that only an operator could change them, they are the file's.
struct SettledSettings {
    /// The settings in force, by service id.
    private(set) var services: [WrittenSettings] = []
    /// The journal's, with those of ``changes``.
    private(set) var records: [String: SettingsRecord]
    /// The settings to be journaled.
    private(set) var changes: [SettingsRecord] = []
    /// The differences between the journal's settings, which are in force, and the files.
    private(set) var differences: [SettingsDifference] = []
    /// Services whose settings in the journal can't be read in part or at all, with what is wrong; that is left out.
    private(set) var unreadable: [(service: String, why: String)] = []

    /// - Parameters:
    ///   - records: The journal's settings, by service.
    ///   - isDurable: Whether the journal outlives the process. In one that does not, files count until a service is changed.
    init(files: [WrittenSettings], records: [String: SettingsRecord], isDurable: Bool, now: WallTime) {
        self.records = records
        for file in files {
            let record = records[file.id].flatMap { isDurable || !$0.changedBy.isEmpty ? $0 : nil }
            guard let record, let journaled = self.settings(of: record) else {
                // What can't be read stays in the journal if a user wrote it.
                if record?.changedBy.isEmpty ?? true { self.journal(file, now) }
                self.services.append(file)
                continue
            }
            let settings = record.changedBy.isEmpty ? Self.followed(file, by: journaled) : journaled
            if record.changedBy.isEmpty, settings.json != record.json { self.journal(settings, now) }
            if settings != file {
                self.differences.append(
                    SettingsDifference(service: file.id, pointers: settings.differences(from: file)))
            }
            self.services.append(settings)
        }
        // A service without a file goes, unless the journal has it.
        let named = Set(files.map(\.id))
        for record in records.values where isDurable && !named.contains(record.service) {
            if let settings = self.settings(of: record) { self.services.append(settings) }
        }
        self.services.sort { $0.id < $1.id }
    }

    private mutating func journal(_ settings: WrittenSettings, _ now: WallTime) {
        let record = SettingsRecord(service: settings.id, json: settings.json, changedBy: "", changedAt: now)
        self.records[settings.id] = record
        self.changes.append(record)
    }

    private mutating func settings(of record: SettingsRecord) -> WrittenSettings? {
        guard let value = try? StrictJSON.parse(record.json) else {
            self.unreadable.append((record.service, "not JSON"))
            return nil
        }
        let reading = SettingsReading(SettingsValue(value), id: record.service)
        if !reading.faults.isEmpty {
            let why = reading.faults.map { "\($0.pointer) \($0.message)" }.joined(separator: "; ")
            self.unreadable.append((record.service, why))
        }
        return reading.settings
    }

    /// Settings that were not changed over HTTP.
    private static func followed(_ file: WrittenSettings, by journaled: WrittenSettings) -> WrittenSettings {
        let settings = journaled.leavingOut(whatIsLeftOutIn: file)
        return settings.filled.owners.isEmpty ? file : settings
    }
}
