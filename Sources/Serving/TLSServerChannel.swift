internal import CallcardServer
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServerTLS

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
