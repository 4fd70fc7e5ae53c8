package import NIOSSL

/// PEM files of a server's certificate, with those that certify it, and of its private key.
package struct CertificateFiles: Hashable, Sendable {
    /// The path of the certificates, the server's own first.
    package var certificate: String
    /// The path of the key, which has no passphrase.
    package var key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// Whether a server can be made with them now: both can be read, and they belong together.
    package var areUsable: Bool {
        (try? NIOSSLContext(configuration: self.configuration())) != nil
    }

    /// TLS 1.2 or 1.3 with these files, as they are now.
    ///
    /// - Throws: Where one of them can't be read.
    package func configuration() throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(self.certificate).map(NIOSSLCertificateSource.certificate)
        let key = try NIOSSLPrivateKey(file: self.key, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
