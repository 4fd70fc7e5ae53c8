internal import Application
internal import CallModel
internal import ServerLog
internal import Setup

/// Has the log written as the configuration in force wants it: from now on, and after each reload.
struct LogOptionsUpdate: ConfigurationObserver {
    private let log: ServerLog
    private let configurationStore: ConfigurationStore

    init(log: ServerLog, configurationStore: ConfigurationStore) {
        self.log = log
        self.configurationStore = configurationStore
        log.use(configurationStore.log)
    }

    func configurationReloaded() {
        self.log.use(self.configurationStore.log)
    }

    func settingsChanged(from _: ServiceSettings, to _: ServiceSettings) {}
}
