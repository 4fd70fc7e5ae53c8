package import Application
package import CallModel
package import Logging
package import SettingsFields
internal import Waiting
internal import YAMLReader

/// The configuration in force, and the two ways to another one: a reload replaces it whole or not at all, an owner replaces the
/// settings of one service.
///
/// Life: ``init(path:environment:dependencies:logger:)`` reads and checks everything; ``start(from:journal:)`` puts the settings that
/// the journal holds in force; ``reload()`` and ``replace(_:changedBy:if:)`` come after that, one at a time.
package final class ConfigurationStore: Sendable {
    struct State {
        /// Why the last reload was refused; `nil` where it was taken.
        var refusal: ReloadFailure?
        /// `nil` before the start.
        var settings: SettingsStore?
        var observers: [any ConfigurationObserver] = []
    }

    /// What requests read: services, connectors and credentials in force.
    package let runtimeStore: RuntimeConfigurationStore
    /// As it was at the start: what of it a reload can't change stays so.
    package let configuration: Configuration
    /// What of the configuration in force needs running.
    package let supervisor: Supervisor
    let path: String
    let environment: ConfigurationReader.Environment
    let builder: RuntimeConfigurationBuilder
    let logger: Logger
    let state = Lock(State())
    let changes = ReloadQueue<ReloadResult>()
    private let time: any TimeSource

    /// Reads the configuration at `path` and builds what it names.
    ///
    /// - Throws: All that keeps it from being used. What only weakens it is in the log.
    package init(
        path: String, environment: ConfigurationReader.Environment, dependencies: Dependencies, logger: Logger
    ) throws(ConfigurationFailure) {
        let configuration = try ConfigurationReader(path: path, environment: environment).read()
        let builder = RuntimeConfigurationBuilder(dependencies: dependencies, logger: logger)
        let built = builder.build(configuration)
        self.path = path
        self.environment = environment
        self.builder = builder
        self.time = dependencies.time
        self.logger = logger
        self.configuration = configuration
        self.runtimeStore = RuntimeConfigurationStore(built.runtime)
        self.supervisor = Supervisor(
            built.parts, interval: configuration.bookInterval, time: dependencies.time, logger: logger)
        for warning in configuration.warnings + built.warnings { logger.warning("\(warning.problem)") }
    }

    /// Names one more observer; they hear of each change in the order in which they were named.
    package func observe(with observer: any ConfigurationObserver) {
        self.state.withLock { $0.observers.append(observer) }
    }

    /// Puts the services' settings that the journal holds in force, in place of those of the files. Files of new services are
    /// journaled.
    package func start(from snapshot: JournalSnapshot, journal: any Journal) async {
        let settings = SettingsStore(
            journal: journal, records: snapshot.settings, isDurable: self.configuration.journal != nil, time: self.time,
            logger: self.logger)
        self.state.withLock { $0.settings = settings }
        self.runtimeStore.replace(with: await self.settled(self.runtimeStore.current, files: self.configuration.services))
    }

    /// A runtime configuration whose services have the settings in force, given those of their files.
    func settled(_ runtime: RuntimeConfiguration, files: [WrittenSettings]) async -> RuntimeConfiguration {
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
