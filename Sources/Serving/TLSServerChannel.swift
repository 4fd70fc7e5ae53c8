internal import Application
internal import CallModel
internal import CallcardServer
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServerTLS
internal import Setup

/// A connection under TLS, with the certificate that was in force when it began.
struct TLSServerChannel: HTTPChannelHandler {
    typealias Value = ServerChannel.Value

    let base: ServerChannel
    let certificates: CertificateStore
    var responder: Responder { self.base.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try self.certificates.secure(channel)
        }.flatMap {
            self.base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await self.base.handle(value: value, logger: logger)
    }
}

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
