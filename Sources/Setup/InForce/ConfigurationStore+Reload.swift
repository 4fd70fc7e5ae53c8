internal import AddressBooks
internal import Application
package import CallModel
internal import Logging
internal import Metrics
internal import Waiting
internal import YAMLReader

extension ConfigurationStore: Reloader {
    /// How a reload ended: where files of services are not what is in force, or why it was refused.
    typealias ReloadResult = Result<[SettingsDifference], ReloadFailure>

    @discardableResult
    package func reload() async throws(ReloadFailure) -> [SettingsDifference] {
        try await self.changes.reload { await self.reloadNow() }.value.get()
    }

    /// Requests a reload without waiting for it; the log and ``health`` have its result.
    package func requestReload() {
        self.changes.reload { await self.reloadNow() }
    }

    private func reloadNow() async -> ReloadResult {
        let trial = await ConfigurationTrial(
            path: self.path, environment: self.environment, builder: self.builder, keeping: self.supervisor.parts)
        guard let candidate = trial.candidate, trial.faults.isEmpty else { return .failure(self.refuse(trial.faults)) }
        await self.adopt(candidate)
        for problem in trial.warnings { self.logger.warning("\(problem)") }
        self.logWhatTakesRestart(candidate.configuration)
        self.record(nil)
        for observer in self.state.withLock(\.observers) { observer.configurationReloaded() }
        return .success(self.state.withLock(\.settings)?.differences ?? [])
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
    }

    private func logWhatTakesRestart(_ configuration: Configuration) {
        let old = self.configuration
        if configuration.listen != old.listen { self.logger.warning("listen has changed; that takes a restart") }
        if configuration.journal != old.journal { self.logger.warning("journal has changed; that takes a restart") }
        if configuration.pages != old.pages || configuration.tls != old.tls {
            self.logger.warning("pages or tls have changed; that takes a restart")
        }
        if configuration.triggers.keyFile != old.triggers.keyFile {
            self.logger.warning("triggers.keyFile has changed; that takes a restart")
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
