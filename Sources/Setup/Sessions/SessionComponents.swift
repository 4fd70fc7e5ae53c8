public import CallModel
package import Application
package import CallcardServer
package import Flows
internal import Journal
package import Sessions

/// What keeps the account of calls: a journal, the desk that writes it, and the feed that pages follow.
public struct SessionComponents: Sendable {
    public let journal: any CallJournal
    package let desk: SessionStore
    /// Flows that are told of calls.
    package let subscriptions: SubscriptionStore
    private let file: SQLiteJournal?

    /// Opens the journal that a configuration names; without one, calls are kept in memory.
    ///
    /// - Throws: Why the file can't be used; nothing in it was changed.
    package init(
        _ configuration: Configuration, runtimeStore: RuntimeConfigurationStore, time: any TimeSource
    ) throws(JournalOpenFailure) {
        if let path = configuration.journal {
            do throws(JournalOpenError) {
                let file = try SQLiteJournal(path: path)
                (self.file, self.journal) = (file, file)
            } catch {
                throw JournalOpenFailure(path: path, reason: error.advice)
            }
        } else {
            (self.file, self.journal) = (nil, InMemoryJournal())
        }
        let isKept = configuration.journal != nil
        let keys: any SealKeyProvider =
            if isKept, let path = configuration.triggers.keyFile { SealKeyFile(path: path) } else { EphemeralSealKey() }
        self.subscriptions = SubscriptionStore(journal: self.journal, keys: keys, time: time)
        let boot = String(UInt64.random(in: .min ... .max), radix: 36)
        self.desk = SessionStore(
            journal: self.journal, feed: InteractionFeed(boot: boot, time: time), time: time, limits: configuration.calls,
            settings: { runtimeStore.current.services[$0]?.settings })
    }

    /// Sets the gauge of the journal's log before each reading of the metrics.
    package func publish(to registry: PrometheusRegistry) {
        guard let file = self.file else { return }
        registry.onReading { $0.set("callcard_journal_log_bytes", to: Double(file.logSize)) }
    }

    /// Lets go of the file.
    public func close() {
        self.file?.close()
    }

    /// Looks through the whole journal of a configuration.
    ///
    /// - Returns: Whether there is one.
    /// - Throws: What is wrong with it.
    public static func check(_ configuration: Configuration) throws(JournalOpenFailure) -> Bool {
        guard let path = configuration.journal, ConfigurationFiles(path: path).isFile(path) else { return false }
        do throws(JournalOpenError) {
            try SQLiteJournal.inspect(path, thoroughly: true)
            return true
        } catch {
            throw JournalOpenFailure(path: path, reason: error.advice)
        }
    }

    /// Where the settings in a configuration's journal are in force and not those of its files.
    ///
    /// - Throws: Why the journal can't be read.
    public static func differences(_ configuration: Configuration) throws(JournalOpenFailure) -> [SettingsDifference] {
        guard let path = configuration.journal, ConfigurationFiles(path: path).isFile(path) else { return [] }
        do throws(JournalOpenError) {
            let records = try SQLiteJournal.settings(in: path)
            let now = WallTime(milliseconds: 0)
            return SettledSettings(files: configuration.services, records: records, isDurable: true, now: now).differences
        } catch {
            throw JournalOpenFailure(path: path, reason: error.advice)
        }
    }
}
