internal import CallcardServer
internal import ConfigurationFile
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServerTLS
internal import Setup

extension Application<APIResponder> {
    /// An HTTP/1.1 server, with or without TLS, as the configuration has it.
    ///
    /// - Parameters:
    ///   - room: Has a place for each connection, or not.
    ///   - certificates: `nil` where the configuration has no TLS.
    ///   - onListening: Hears the server's address once it takes requests.
    init(
        _ responder: APIResponder, _ configuration: Configuration, room: ConnectionRoom, certificates: CertificateStore?,
        logger: Logger,
        onListening: @escaping @Sendable (_ url: String) async -> Void
    ) {
        let listen = configuration.listen
        let server = HTTPServerBuilder { answer in
            let plain = ServerChannel(responder: answer, api: responder, room: room)
            return certificates.map { TLSServerChannel(base: plain, certificates: $0) } ?? plain as any ServerChildChannel
        }
        self.init(
            responder: responder, server: server,
            configuration: .init(address: .hostname(listen.host, port: listen.port), backlog: 4_096),
            onServerRunning: { channel in
                try? await channel.eventLoop.submit {
                    try channel.syncOptions?.setOption(.maxMessagesPerRead, value: Self.acceptedAtOnce)
                    try channel.pipeline.syncOperations.addHandler(Self.acceptPause, position: .first)
                }.get()
                let host = listen.host.contains(":") ? "[\(listen.host)]" : listen.host
                let port = channel.localAddress?.port ?? listen.port
                await onListening("\(certificates == nil ? "http" : "https")://\(host):\(port)")
            },
            logger: logger)
    }
}

extension Application<APIResponder> {
    /// Connections that are taken before others are served again: thousands that come at once would wait long for their turns.
    private static var acceptedAtOnce: UInt { 64 }

    /// Waits a moment where the process or the system lacks descriptors or memory for a further connection: the error would end the
    /// server, and trying again at once would keep a processor busy.
    private static var acceptPause: AcceptBackoffHandler {
        AcceptBackoffHandler(shouldForwardIOErrorCaught: false) { _ in .milliseconds(100) }
    }
}

extension CertificateStore {
    /// The certificate that a configuration names; `nil` where it has no TLS.
    ///
    /// - Throws: ``ConfigurationFailure`` where its files can't be used.
    static func ofConfiguration(_ configuration: Configuration) throws(ConfigurationFailure) -> CertificateStore? {
        guard let files = configuration.tls else { return nil }
        do {
            return try CertificateStore(files)
        } catch {
            throw ConfigurationFailure(problems: [configuration.certificateFault ?? configuration.problem(with: .mismatch)])
        }
    }
}
