package import CallModel
package import NIOCore
internal import NIOSSL
internal import Waiting

/// The certificate that new connections are shown. Those that are open go on with the one that they began with.
package final class CertificateStore: Sendable {
    private let context: Lock<NIOSSLContext>

    /// Reads the files.
    ///
    /// - Throws: Where they can't be used.
    package init(_ files: CertificateFiles) throws {
        self.context = Lock(try files.context())
    }

    /// Reads files anew, and shows their certificate from now on.
    ///
    /// - Throws: Where they can't be used; the certificate stays as it was.
    package func replace(with files: CertificateFiles) throws {
        let fresh = try files.context()
        self.context.withLock { $0 = fresh }
    }

    /// Puts a new connection under TLS, on its event loop and before anything else reads from it.
    ///
    /// - Throws: Where the system has no memory for it.
    package func secure(_ channel: any Channel) throws {
        let context = self.context.withLock { $0 }
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    }
}
