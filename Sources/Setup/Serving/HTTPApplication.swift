internal import CallcardServer
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore
internal import NIOSSL
internal import YAMLReader

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
        let server = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [RequestDeadlines(), DeadPeerDetector(), ClientWatch()],
                // How long a connection is kept between two requests.
                idleTimeout: .seconds(120)))
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
    /// The same under TLS 1.2 or 1.3, where there are files for it.
    ///
    /// - Throws: ``ConfigurationFailure`` where they can't be used.
    fileprivate func secured(by files: Configuration.TLSFiles?) throws -> HTTPServerBuilder {
        guard let files else { return self }
        do {
            return try .tls(self, tlsConfiguration: files.read())
        } catch {
            throw ConfigurationFailure(problems: [Configuration.TLSFiles.fault])
        }
    }
}

extension Configuration.TLSFiles {
    /// What is wrong with the files; `nil` where a server can be made with them.
    var fault: YAMLProblem? {
        do {
            _ = try NIOSSLContext(configuration: self.read())
            return nil
        } catch {
            return Self.fault
        }
    }

    fileprivate static var fault: YAMLProblem {
        YAMLProblem(
            file: "callcard.yaml",
            message: "tls: certificate and key can't be used; they must be PEM files that belong together, without a passphrase")
    }

    fileprivate func read() throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(self.certificate).map(NIOSSLCertificateSource.certificate)
        let key = try NIOSSLPrivateKey(file: self.key, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
