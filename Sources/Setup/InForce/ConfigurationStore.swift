internal import AddressBooks
package import Application
package import CallModel
package import ConfigurationFile
package import Logging
internal import Metrics
package import ServerLog
package import ServerTLS
package import SettingsFields
internal import Waiting
internal import YAMLReader

/// The configuration in force, and the two ways to another one: a reload replaces it whole or not at all, an owner replaces the
/// settings of one service.
///
/// Life: ``init(path:environment:dependencies:logger:)`` reads and checks everything; ``start(from:journal:)`` puts the settings that
/// the journal holds in force; ``reload()`` and ``replace(_:changedBy:if:)`` come after that, one at a time.
package final class ConfigurationStore: Sendable {
    private struct State {
        /// Why the last reload was refused; `nil` where it was taken.
        var refusal: ReloadFailure?
        /// `nil` before the start.
        var settings: SettingsStore?
        var log: LogOptions
        var observers: [any ConfigurationObserver] = []
        var certificateFiles: CertificateFiles?
    }

    /// The runtime configuration in force: services, connectors and credentials that requests read.
    package let runtimeStore: RuntimeConfigurationStore
    /// The configuration of the start: the parts that a reload can't change stay as they are here.
    package let configuration: Configuration
    /// The supervisor of the parts of the configuration in force that need running.
    package let supervisor: Supervisor
    private let path: String
    private let environment: ConfigurationReader.Environment
    private let builder: RuntimeConfigurationBuilder
    private let logger: Logger
    private let state: Lock<State>
    private let changes = ReloadQueue<ReloadResult>()
    private let time: any TimeSource
    private let locks = ServerFileLocks()
    /// What only weakens the configuration of the start.
    private let warnings: [YAMLProblem]

    /// Reads the configuration at `path` and builds what it names.
    ///
    /// - Throws: All that keeps it from being used. What only weakens it ``logWarnings()`` tells.
    package init(
        path: String, environment: ConfigurationReader.Environment, dependencies: Dependencies, logger: Logger
    ) throws(ConfigurationFailure) {
        let configuration = try ConfigurationReader(path: path, environment: environment).read()
        if let fault = configuration.certificateFault { throw ConfigurationFailure(problems: [fault]) }
        let builder = RuntimeConfigurationBuilder(dependencies: dependencies, logger: logger)
        let built = builder.build(configuration)
        guard built.faults.isEmpty else { throw ConfigurationFailure(problems: built.faults) }
        self.path = path
        self.environment = environment
        self.builder = builder
        self.time = dependencies.time
        self.logger = logger
        self.configuration = configuration
        self.state = Lock(State(log: configuration.log))
        self.runtimeStore = RuntimeConfigurationStore(built.runtime)
        self.supervisor = Supervisor(
            built.parts, interval: configuration.bookInterval, time: dependencies.time, logger: logger)
        self.state.withLock { $0.certificateFiles = configuration.tls }
        self.warnings = (configuration.warnings + built.warnings).map(\.problem)
    }

    /// How the configuration in force wants the log written.
    package var log: LogOptions { self.state.withLock(\.log) }

    /// Logs what only weakens the configuration of the start; once the log is written as that wants it.
    package func logWarnings() {
        for problem in self.warnings { self.logger.warning("\(problem)") }
    }

    /// The files of the certificate in force: those of the last reload that was taken; `nil` where there is no TLS.
    package var certificateFiles: CertificateFiles? { self.state.withLock(\.certificateFiles) }

    /// Names one more observer; they hear of each change in the order in which they were named.
    package func observe(with observer: any ConfigurationObserver) {
        self.state.withLock { $0.observers.append(observer) }
    }

    /// Takes the locks of the files that one server alone may write: the journal's, and those of address books that flows fill. Before
    /// any of them is opened.
    ///
    /// - Throws: ``ServerFileInUse`` where another server has one, ``JournalOpenFailure`` where the journal's can't be had.
    package func lockFiles() throws {
        if let path = self.configuration.journal {
            try JournalOpenFailure.check(path)
            do throws(ServerFileLockError) {
                try self.locks.take(path)
            } catch .held {
                throw ServerFileInUse(file: "journal \(path)")
            } catch {
                throw JournalOpenFailure(path: path, reason: error.advice)
            }
        }
        if let book = self.booksOfOthers(among: self.supervisor.parts.apiBooks).first {
            throw ServerFileInUse(file: "book \(book.id): \(book.options.path ?? "")")
        }
    }

    /// Takes the locks of books' files.
    ///
    /// - Returns: The books whose files another server writes. Where a lock can't be had for another reason, the file can't be written
    ///   either, and the book says so itself.
    private func booksOfOthers(among books: [APIAddressBook]) -> [APIAddressBook] {
        books.filter { book in
            guard let path = book.options.path else { return false }
            do throws(ServerFileLockError) {
                try self.locks.take(path)
                return false
            } catch {
                return error == .held
            }
        }
    }

    /// Puts the services' settings that the journal holds in force, in place of those of the files. Files of new services are
    /// journaled.
    package func start(from snapshot: JournalSnapshot, journal: any Journal) async {
        let settings = SettingsStore(
            journal: journal, records: snapshot.settings, isDurable: self.configuration.journal != nil, time: self.time,
            logger: self.logger)
        self.state.withLock { $0.settings = settings }
        self.runtimeStore.replace(with: await self.settled(self.runtimeStore.current, files: self.configuration.services))
        self.log(self.configuration)
    }

    /// Tells the log what only the whole configuration shows, and stops nothing.
    private func log(_ configuration: Configuration) {
        let inForce = self.runtimeStore.current.services.values.map(\.written)
        var found = configuration.review.judged(by: self.builder.numbers, inForce: inForce)
        if let age = configuration.certificateAge(at: self.time.wallNow()) { found.append(age) }
        for problem in found.map(\.problem).sorted() { self.logger.warning("\(problem)") }
    }

    /// A runtime configuration whose services have the settings in force, given those of their files.
    private func settled(_ runtime: RuntimeConfiguration, files: [WrittenSettings]) async -> RuntimeConfiguration {
        let services = await self.state.withLock(\.settings)?.merge(files: files) ?? files
        return runtime.replacing(services.map { RuntimeConfigurationBuilder.service($0, in: runtime) })
    }
}

extension ConfigurationStore: SettingsUpdater {
    package func replace(
        _ settings: WrittenSettings, changedBy: String, if isExpected: @escaping @Sendable (WrittenSettings) -> Bool
    ) async throws(SettingsUpdateError) {
        if let refusal = await self.changes.change({ await self.replaceNow(settings, changedBy, isExpected) }) { throw refusal }
    }

    private func replaceNow(
        _ settings: WrittenSettings, _ changedBy: String, _ isExpected: (WrittenSettings) -> Bool
    ) async -> SettingsUpdateError? {
        let runtime = self.runtimeStore.current
        guard let inForce = runtime.services[settings.id]?.written, let store = self.state.withLock(\.settings) else {
            return .unknown
        }
        guard isExpected(inForce) else { return .changed }
        let others = runtime.services.values.map(\.settings).filter { $0.id != settings.id }
        let taken = TakenNames(others).faults(of: settings.filled)
        guard taken.isEmpty else { return .taken(taken) }
        do throws(JournalError) {
            try await store.write(settings, changedBy: changedBy)
        } catch {
            return .journal
        }
        self.runtimeStore.replace(with: runtime.replacing([RuntimeConfigurationBuilder.service(settings, in: runtime)]))
        for observer in self.state.withLock(\.observers) { observer.settingsChanged(from: inForce.filled, to: settings.filled) }
        return nil
    }
}

extension ConfigurationStore: Reloader {
    /// The result of a reload: what is not in force of it, or the faults that refused it.
    private typealias ReloadResult = Result<ReloadOutcome, ReloadFailure>

    @discardableResult
    package func reload() async throws(ReloadFailure) -> ReloadOutcome {
        try await self.changes.reload { await self.reloadNow() }.value.get()
    }

    /// Requests a reload without waiting for it; the log and ``health`` have its result.
    package func requestReload() {
        self.changes.reload { await self.reloadNow() }
    }

    private func reloadNow() async -> ReloadResult {
        let trial = await ConfigurationTrial(
            path: self.path, environment: self.environment, builder: self.builder, keeping: self.supervisor.parts
        ) { candidate in
            self.booksOfOthers(among: candidate.built.parts.apiBooks).map { book in
                candidate.configuration.problem(with: book.id, "book \(book.id): file: \(ServerFileLockError.held.advice)")
            }
        }
        defer { self.locks.keepOnly(self.filesOfOurs) }
        guard let candidate = trial.candidate, trial.faults.isEmpty else { return .failure(self.refuse(trial.faults)) }
        await self.adopt(candidate)
        for problem in trial.warnings { self.logger.warning("\(problem)") }
        self.log(candidate.configuration)
        let restartKeys = candidate.configuration.restartKeys(since: self.configuration)
        for key in restartKeys { self.logger.warning("\(key) has changed; that takes a restart") }
        self.record(nil)
        for observer in self.state.withLock(\.observers) { observer.configurationReloaded() }
        self.logger.info("the new configuration is in force")
        let differences = self.state.withLock(\.settings)?.differences ?? []
        return .success(ReloadOutcome(differences: differences, restartKeys: restartKeys))
    }

    /// The files that this server alone may write.
    private var filesOfOurs: [String] {
        self.supervisor.parts.apiBooks.compactMap(\.options.path) + [self.configuration.journal].compactMap(\.self)
    }

    private func refuse(_ faults: [YAMLProblem]) -> ReloadFailure {
        self.logger.error("the new configuration was refused, the old one is kept")
        for fault in faults { self.logger.error("\(fault)") }
        let failure = ReloadFailure(faults: faults.map { .init(place: $0.place, message: $0.message) })
        self.record(failure)
        return failure
    }

    /// Puts a configuration into force that was found good.
    private func adopt(_ candidate: ConfigurationTrial.Candidate) async {
        let (built, old) = (candidate.built, self.supervisor.parts)
        for book in built.parts.apiBooks {
            // Another region, or a file where there was none, empties no book.
            guard let old = old.apiBooks.first(where: { $0.id == book.id && $0 !== book }) else { continue }
            await book.adoptContacts(of: old)
        }
        self.runtimeStore.replace(with: await self.settled(built.runtime, files: candidate.configuration.services))
        self.supervisor.replace(with: built.parts)
        self.state.withLock {
            $0.log = candidate.configuration.log
            $0.certificateFiles = candidate.configuration.tls
        }
    }

    private func record(_ refusal: ReloadFailure?) {
        self.state.withLock { $0.refusal = refusal }
        let result = refusal == nil ? "taken" : "refused"
        Counter(label: "callcard_config_reloads_total", dimensions: [("result", result)]).increment()
    }
}

extension ConfigurationStore: HealthCheck {
    /// Whether the last reload was taken, then the parts that run.
    package var health: [Health] {
        [Health(name: "configuration", trouble: self.refusal.map(Self.trouble))] + self.supervisor.health
    }

    /// Why the last reload was refused; `nil` where it was taken, or there was none.
    package var refusal: ReloadFailure? { self.state.withLock(\.refusal) }

    /// Names the first fault's place; all of them are in the log.
    private static func trouble(of refusal: ReloadFailure) -> String {
        let others = refusal.faults.count - 1
        let more = others < 1 ? "" : " and \(others) more fault\(others == 1 ? "" : "s")"
        // Probes are open to all, and the folders above a file concern nobody outside.
        let first = refusal.faults.first?.place.split(separator: "/").suffix(2).joined(separator: "/") ?? ""
        return "the last reload was refused (\(first)\(more)); the configuration before it is in force"
    }
}
