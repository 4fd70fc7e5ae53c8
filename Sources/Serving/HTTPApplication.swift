internal import CallcardServer
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore
internal import ServerTLS
internal import Setup

extension Application<APIResponder> {
    /// An HTTP/1.1 server, with or without TLS, as the configuration has it.
    ///
    /// - Parameter onListening: Hears the server's address once it takes requests.
    /// - Throws: ``ConfigurationFailure`` where the TLS files can't be used.
    init(
        _ responder: APIResponder, _ configuration: Configuration, logger: Logger,
        onListening: @escaping @Sendable (_ url: String) async -> Void
    ) throws {
        let (listen, tls) = (configuration.listen, configuration.tls)
        let server = HTTPServerBuilder { ServerChannel(responder: $0, api: responder) }
        self.init(
            responder: responder, server: try server.secured(by: tls),
            configuration: .init(address: .hostname(listen.host, port: listen.port), backlog: 4_096),
            onServerRunning: { channel in
                let host = listen.host.contains(":") ? "[\(listen.host)]" : listen.host
                let port = channel.localAddress?.port ?? listen.port
                await onListening("\(tls == nil ? "http" : "https")://\(host):\(port)")
            },
            logger: logger)
    }
}

extension HTTPServerBuilder {
    /// The application under TLS, where there are files for it.
    ///
    /// - Throws: ``ConfigurationFailure`` where they can't be used.
    fileprivate func secured(by files: CertificateFiles?) throws -> HTTPServerBuilder {
        guard let files else { return self }
        do {
            return try .tls(self, tlsConfiguration: files.configuration())
        } catch {
            throw ConfigurationFailure(problems: [Configuration.tlsFault])
        }
    }
}
