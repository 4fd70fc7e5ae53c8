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
}
