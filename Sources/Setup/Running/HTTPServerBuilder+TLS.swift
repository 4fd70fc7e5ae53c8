internal import HummingbirdCore
internal import HummingbirdTLS
internal import NIOSSL
internal import YAMLReader

extension HTTPServerBuilder {
    /// The same under TLS 1.2 or 1.3, where there are files for it.
    ///
    /// - Throws: ``ConfigurationFailure`` where they can't be used.
    func secured(by files: Configuration.TLSFiles?) throws -> HTTPServerBuilder {
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
