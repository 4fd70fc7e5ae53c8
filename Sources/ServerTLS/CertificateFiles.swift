package import CallModel
internal import NIOSSL

extension CertificateFiles {
    /// Whether a server can be made with them now: both can be read, and they belong together.
    package var areUsable: Bool { (try? self.context()) != nil }

    /// What TLS 1.2 may use. All of it agrees on a key that nobody has afterwards (forward secrecy), and seals what it encrypts;
    /// TLS 1.3 has nothing else (RFC 9325, 4.2).
    private static let ciphers: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]

    /// TLS 1.2 or 1.3 with these files, as they are now.
    ///
    /// - Throws: Where one of them can't be read, or they don't belong together.
    func context() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(self.certificate).map(NIOSSLCertificateSource.certificate)
        let key = try NIOSSLPrivateKey(file: self.key, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = Self.ciphers
        return try NIOSSLContext(configuration: configuration)
    }
}
