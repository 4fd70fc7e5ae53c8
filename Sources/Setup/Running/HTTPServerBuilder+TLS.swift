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
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificate).map(NIOSSLCertificateSource.certificate)
            let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            return try .tls(self, tlsConfiguration: configuration)
        } catch {
            let message =
                "tls: certificate and key can't be used; they must be PEM files that belong together, without a passphrase"
            throw ConfigurationFailure(problems: [YAMLProblem(file: "callcard.yaml", message: message)])
        }
    }
}
