internal import AddressBooks
public import CallModel
internal import Application
internal import Logging
internal import Metrics
internal import Waiting
internal import YAMLReader

extension Installation: Reloader {
    /// What became of a reload: where files of services are not what is in force, or why it was refused.
    typealias ReloadOutcome = Result<[SettingsDifference], ReloadFailure>

    @discardableResult
    public func reload() async throws(ReloadFailure) -> [SettingsDifference] {
        try await self.requestReload().value.get()
    }

    /// Asks for a reload without waiting for it; the log and `/readyz` tell what came of it.
    @discardableResult
    func requestReload() -> Task<ReloadOutcome, Never> {
        self.changes.reload { await self.reloadNow() }
    }

    private func reloadNow() async -> ReloadOutcome {
        let trial = await ConfigurationTrial(
            path: self.path, surroundings: self.surroundings, builder: self.builder, keeping: self.state.withLock(\.parts))
        guard let candidate = trial.candidate, trial.faults.isEmpty else { return .failure(self.refuse(trial.faults)) }
        await self.take(candidate)
        for problem in trial.warnings { self.logger.warning("\(problem)") }
        self.tellOfRestart(for: candidate.configuration)
        self.note(nil)
        self.state.withLock { $0.onChange }?()
        return .success(self.state.withLock(\.settings)?.differences ?? [])
    }

    private func refuse(_ faults: [YAMLProblem]) -> ReloadFailure {
        self.logger.error("the new configuration was refused, the old one is kept")
        for fault in faults { self.logger.error("\(fault)") }
        let failure = ReloadFailure(faults: faults.map { .init(place: $0.place, message: $0.message) })
        self.note(failure)
        return failure
    }

    /// Puts a configuration into force that was found good.
    private func take(_ candidate: ConfigurationTrial.Candidate) async {
        let (configuration, built) = (candidate.configuration, candidate.built)
        let (old, settings) = self.state.withLock { ($0.parts, $0.settings) }
        for book in built.parts.fedBooks {
            // Another region, or a file where there was none, empties no book.
            guard let old = old.fedBooks.first(where: { $0.id == book.id && $0 !== book }) else { continue }
            await book.adoptContacts(of: old)
        }
        let services = await settings?.settle(configuration.services) ?? configuration.services
        self.runtimeStore.replace(
            with: built.site.replacing(services.map { RuntimeConfigurationBuilder.service($0, in: built.site) }))
        self.state.withLock { state in
            state.parts = built.parts
            state.places = configuration.maps.database
            if state.isWatching { self.watch(&state) }
        }
    }

    private func tellOfRestart(for configuration: Configuration) {
        if configuration.listen != self.configuration.listen {
            self.logger.warning("listen has changed; that takes a restart")
        }
        if configuration.journal != self.configuration.journal {
            self.logger.warning("journal has changed; that takes a restart")
        }
        if configuration.pages != self.configuration.pages || configuration.tls != self.configuration.tls {
            self.logger.warning("pages or tls have changed; that takes a restart")
        }
        if configuration.triggers.keyFile != self.configuration.triggers.keyFile {
            self.logger.warning("triggers.keyFile has changed; that takes a restart")
        }
    }

    private func note(_ refusal: ReloadFailure?) {
        self.state.withLock { $0.refusal = refusal }
        let result = refusal == nil ? "taken" : "refused"
        Counter(label: "callcard_config_reloads_total", dimensions: [("result", result)]).increment()
    }
}
