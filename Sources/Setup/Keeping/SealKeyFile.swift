package import CallModel
internal import ConfigurationFile
package import Flows
internal import Foundation
internal import Glibc
internal import Waiting

/// The seal key of subscriptions in a file apart from the journal, so that a copy of one gives nothing away without the other. It is
/// made when the first flow subscribes, and only this user can read it (mode 0600).
package final class SealKeyFile: SealKeyProvider {
    private let path: String
    private let read: Lock<Sensitive<[UInt8]>?>

    /// Reads the file, if there is one.
    package init(path: String) {
        self.path = path
        self.read = Lock(KeyFile.key(at: path))
    }

    package var key: Sensitive<[UInt8]>? { self.read.withLock(\.self) }

    package func madeKey() throws(SealKeyFailure) -> Sensitive<[UInt8]> {
        try self.read.withLock { key throws(SealKeyFailure) in
            if let key { return key }
            self.make()
            // Another process may have been faster; what is in the file counts.
            guard let made = KeyFile.key(at: self.path) else { throw SealKeyFailure() }
            key = made
            return made
        }
    }

    /// Makes the file, on the disk before anything is sealed under its key.
    private func make() {
        let descriptor = open(self.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<KeyFile.bytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let text = Data(key).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        let bytes = Array("\(text)\n".utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            unlink(self.path)
            return
        }
        let folder = open((self.path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
