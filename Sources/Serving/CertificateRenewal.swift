internal import Application
internal import CallModel
internal import Logging
internal import ServerTLS
internal import Setup

/// Takes the certificate files anew with each reload. Files that can't be used have refused the reload before.
struct CertificateRenewal: ConfigurationObserver {
    let certificates: CertificateStore
    let configurationStore: ConfigurationStore
    let logger: Logger

    func configurationReloaded() {
        guard let files = self.configurationStore.certificateFiles else { return }
        do {
            try self.certificates.replace(with: files)
        } catch {
            self.logger.error("the files of tls can't be used any more; the certificate stays as it was")
        }
    }

    func settingsChanged(from _: ServiceSettings, to _: ServiceSettings) {}
}
