package import CallModel
package import ConfigurationFile
internal import Journal
internal import SettingsFields

/// Looks into the journal that a configuration names, without opening it for writing: a server may run over it.
package struct JournalInspection {
    private let configuration: Configuration
    /// `nil` where the configuration names no journal, or nothing has been written to it yet.
    private let path: String?

    /// An inspection of the configuration's journal, which opens nothing yet.
    package init(_ configuration: Configuration) {
        self.configuration = configuration
        self.path = configuration.journal.flatMap { ConfigurationFiles(path: $0).isFile($0) ? $0 : nil }
    }

    /// Checks the whole journal for damage.
    ///
    /// - Returns: Whether there is one.
    /// - Throws: What is wrong with it.
    package func check() throws(JournalOpenFailure) -> Bool {
        if let place = self.configuration.journal { try JournalOpenFailure.check(place) }
        guard let path else { return false }
        do throws(JournalOpenError) {
            try SQLiteJournal.inspect(path, thoroughly: true)
            return true
        } catch {
            throw JournalOpenFailure(path: path, reason: error.advice)
        }
    }

    /// The rows that can't be read and that a server leaves out, a line for each session or service that they belong to.
    ///
    /// - Throws: Why the journal can't be read.
    package func unreadableRows() throws(JournalOpenFailure) -> [String] {
        guard let path else { return [] }
        do throws(JournalOpenError) {
            return UnreadableRowsSummary(try SQLiteJournal.unreadableRows(in: path))?.lines(atMost: Self.mostLines) ?? []
        } catch {
            throw JournalOpenFailure(path: path, reason: error.advice)
        }
    }

    /// Enough to see what kind of damage it is.
    private static let mostLines = 50

    /// The settings of the journal, which count in place of the services' files; empty where there is no journal.
    ///
    /// - Throws: Why the journal can't be read.
    func inForce() throws(JournalOpenFailure) -> [WrittenSettings] { try self.settled()?.services ?? [] }

    /// The differences of the journal's settings, which are in force, from the services' files; empty where there is no journal.
    ///
    /// - Throws: Why the journal can't be read.
    package func differences() throws(JournalOpenFailure) -> [SettingsDifference] {
        try self.settled()?.differences ?? []
    }

    private func settled() throws(JournalOpenFailure) -> SettledSettings? {
        guard let path else { return nil }
        do throws(JournalOpenError) {
            let records = try SQLiteJournal.settings(in: path)
            let now = WallTime(milliseconds: 0)
            return SettledSettings(files: self.configuration.services, records: records, isDurable: true, now: now)
        } catch {
            throw JournalOpenFailure(path: path, reason: error.advice)
        }
    }
}
