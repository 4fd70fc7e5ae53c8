package import Application
package import CallModel
package import ConfigurationFile
package import Flows
internal import Journal
package import Logging
package import Sessions

/// The parts that record calls: the journal, the session store that writes to it, and the subscriptions of flows.
package struct SessionComponents: Sendable {
    /// A file, or memory that ends with the process.
    package let journal: any CallJournal
    /// Live sessions and those that ended lately; to be run.
    package let store: SessionStore
    /// Trigger subscriptions of flows, sealed under the key file.
    package let subscriptions: SubscriptionStore
    /// Looks after the journal; to be run.
    package let watch: JournalWatch
    private let file: SQLiteJournal?
    private let keys: any SealKeyProvider

    /// Opens the journal that a configuration names; without one, calls are kept in memory.
    ///
    /// - Throws: Why the file can't be used; nothing in it was changed.
    package init(
        _ configuration: Configuration, runtimeStore: RuntimeConfigurationStore, time: any TimeSource, logger: Logger
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
        self.keys = if isKept, let path = configuration.triggers.keyFile { SealKeyFile(path: path) } else { EphemeralSealKey() }
        self.subscriptions = SubscriptionStore(journal: self.journal, keys: self.keys, time: time)
        let boot = String(UInt64.random(in: .min ... .max), radix: 36)
        self.store = SessionStore(
            journal: self.journal, feed: InteractionFeed(boot: boot, time: time), time: time, limits: configuration.calls,
            standIns: isKept ? StandIns(sealedBy: keys) : nil,
            settings: { runtimeStore.current.services[$0]?.settings })
        self.watch = JournalWatch(self.file, store: self.store, time: time, logger: logger)
    }

    /// Reads the part of the journal that a server needs when it starts.
    ///
    /// - Throws: Why it can't be read, such as a damaged page; nothing in the file was changed.
    package func snapshot() async throws(JournalOpenFailure) -> JournalSnapshot {
        do throws(JournalError) {
            return try await self.journal.start()
        } catch {
            let reason: JournalOpenError =
                switch error {
                case .corrupt: .corrupt
                case .unavailable(.busy): .busy
                case .unavailable: .other
                }
            throw JournalOpenFailure(path: self.file?.path ?? "", reason: reason.advice)
        }
    }

    /// Puts the journal's subscriptions and live calls in force.
    package func restore(from snapshot: JournalSnapshot, logger: Logger) {
        let unopened = self.subscriptions.restore(snapshot.subscriptions)
        if unopened > 0 { self.logLostKey(unopened, logger) }
        self.store.start(from: snapshot)
    }

    /// The key under which cookies of people are sealed: that of the key file, which is made where there is none. Without a journal, and
    /// where no key can be had, it lasts as long as this process.
    ///
    /// - Parameter snapshot: While subscriptions wait for a key that is lost, none takes its place: it may come back.
    package func cookieKey(beside snapshot: JournalSnapshot, logger: Logger) -> Sensitive<[UInt8]> {
        if let key = self.keys.key { return key }
        if snapshot.subscriptions.isEmpty, let key = try? self.keys.madeKey() { return key }
        logger.notice("there is no key file to seal sign-ins with: people sign in again after each restart")
        return EphemeralSealKey().bytes
    }

    private func logLostKey(_ count: Int, _ logger: Logger) {
        logger.notice(
            "subscriptions of flows can't be opened: restore the key file they were kept under, or have the flows subscribe anew",
            metadata: ["subscriptions": "\(count)"])
    }

    /// Bytes of the journal's write-ahead log; `nil` for a journal in memory.
    package var journalLogBytes: Int? { self.file?.logSize }

    /// Closes the journal's file.
    package func close() {
        self.file?.close()
    }
}

/// Why a server can't start with its journal.
package struct JournalOpenFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The journal's file.
    package let path: String
    /// The fault and the advice on it.
    package let reason: String

    package var description: String { "journal \(self.path): \(self.reason)" }

    /// Looks at the place of a journal, without making or opening anything.
    ///
    /// - Throws: What keeps a journal from being made or written there.
    static func check(_ path: String) throws(JournalOpenFailure) {
        guard let trouble = ConfigurationFiles(path: path).trouble(writing: path) else { return }
        throw JournalOpenFailure(path: path, reason: trouble)
    }
}
