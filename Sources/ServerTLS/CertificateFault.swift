package import CallModel
internal import NIOSSL

/// Why a server can't be made with a certificate and a key.
package enum CertificateFault: Hashable, Sendable {
    /// The certificate's file holds none in PEM.
    case noCertificate
    /// The key's file holds none in PEM, or one with a passphrase.
    case noKey
    /// Each file holds what the other should.
    case swapped
    /// The key is not the certificate's.
    case mismatch

    /// The fault and the advice on it, for operators.
    package var advice: String {
        switch self {
        case .noCertificate:
            "certificate names no PEM certificate (BEGIN CERTIFICATE); name the file of the whole chain, the server's own first"
        case .noKey:
            "key names no PEM key without a passphrase (BEGIN PRIVATE KEY); openssl pkey -in OLD -out NEW takes a passphrase off"
        case .swapped: "certificate names the key, and key the certificate; swap them"
        case .mismatch: "certificate and key do not belong together; name the key that the certificate was made for"
        }
    }
}

extension CertificateFiles {
    /// Why no server can be made with the files as they are now; `nil` where one can.
    package var fault: CertificateFault? {
        let holdsCertificate = Self.certificate(in: self.certificate) != nil
        let holdsKey = (try? NIOSSLPrivateKey(file: self.key, format: .pem)) != nil
        if !holdsCertificate, !holdsKey, Self.certificate(in: self.key) != nil,
            (try? NIOSSLPrivateKey(file: self.certificate, format: .pem)) != nil
        {
            return .swapped
        }
        guard holdsCertificate else { return .noCertificate }
        guard holdsKey else { return .noKey }
        return self.areUsable ? nil : .mismatch
    }

    /// When the server's own certificate is valid, in seconds since 1970; `nil` where it can't be read.
    package var validity: (from: Int, to: Int)? {
        Self.certificate(in: self.certificate).map { (from: $0.notValidBefore, to: $0.notValidAfter) }
    }

    private static func certificate(in path: String) -> NIOSSLCertificate? {
        (try? NIOSSLCertificate.fromPEMFile(path))?.first
    }
}
