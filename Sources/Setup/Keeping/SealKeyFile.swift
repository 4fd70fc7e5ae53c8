package import CallModel
package import Flows
internal import Foundation
internal import Glibc
internal import PrivateFiles
internal import Waiting

/// The seal key of subscriptions in a file apart from the journal, so that a copy of one gives nothing away without the other. It is
/// made when the first flow subscribes, and only this user can read it (mode 0600).
package final class SealKeyFile: SealKeyProvider {
    private static let bytes = 32
    private let path: String
    private let read: Lock<Sensitive<[UInt8]>?>

    /// Reads the file, if there is one.
    package init(path: String) {
        self.path = path
        self.read = Lock(Self.contents(of: path))
    }

    package var key: Sensitive<[UInt8]>? { self.read.withLock(\.self) }

    package func madeKey() throws(SealKeyFailure) -> Sensitive<[UInt8]> {
        try self.read.withLock { key throws(SealKeyFailure) in
            if let key { return key }
            self.make()
            // Another process may have been faster; what is in the file counts.
            guard let made = Self.contents(of: self.path) else { throw SealKeyFailure() }
            key = made
            return made
        }
    }

    /// The key in a file's bytes: 32 of them as they are, or 43 characters of base64url (RFC 4648, 5) and perhaps a line end.
    static func key(in contents: [UInt8]) -> Sensitive<[UInt8]>? {
        if contents.count == Self.bytes { return Sensitive(contents) }
        let characters = contents.last == 0x0A ? contents.dropLast() : contents[...]
        let standard = characters.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        guard characters.count == 43, let data = Data(base64Encoded: Data(standard + [UInt8(ascii: "=")])) else { return nil }
        return Sensitive(Array(data))
    }

    /// Whether a file holds a key.
    static func isKey(at path: String) -> Bool { Self.contents(of: path) != nil }

    private static func contents(of path: String) -> Sensitive<[UInt8]>? {
        guard PrivateFile.isRegular(path), let data = FileManager.default.contents(atPath: path) else {
            return nil
        }
        return Self.key(in: Array(data))
    }

    /// Makes the file, on the disk before anything is sealed under its key.
    private func make() {
        let descriptor = open(self.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<Self.bytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
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
