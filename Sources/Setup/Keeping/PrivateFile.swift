internal import CoreFoundation
internal import Foundation
internal import Glibc

/// Files that only this user can read, written so that a crash leaves the old one or the new one.
enum PrivateFile {
    /// Whether there is a regular file, perhaps behind links; opening a pipe would wait for ever.
    static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Makes a folder (mode 0700), and those above it; tells whether there is one now.
    static func makeFolder(_ path: String) -> Bool {
        if access(path, F_OK) == 0 { return true }
        return
            (try? FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])) != nil
    }

    /// Puts `bytes` in the place of a file's content, by way of a file beside it; both are on the disk when this returns.
    ///
    /// - Returns: Whether it could be done; if not, the old file stands.
    static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
        let draft = path + ".new"
        guard Self.write(bytes, toNew: draft), rename(draft, path) == 0 else {
            unlink(draft)
            return false
        }
        return Self.sync(folder: (path as NSString).deletingLastPathComponent)
    }

    private static func write(_ bytes: [UInt8], toNew path: String) -> Bool {
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return fsync(descriptor) == 0
    }

    private static func sync(folder: String) -> Bool {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}

/// A lock between processes, and between parts of one (flock(2)); it ends with the process at the latest.
struct FileLock: Sendable {
    /// `nil` where the file system has no locks: then nobody is kept out.
    private let descriptor: CInt?

    /// What came of asking for a lock.
    enum Answer {
        case taken(FileLock)
        /// Another has it.
        case held
    }

    /// Takes the lock at `path`, where it is free; does not wait.
    static func take(_ path: String) -> Answer {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return .taken(FileLock(descriptor: nil)) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return .taken(FileLock(descriptor: descriptor)) }
        let isHeld = errno == EWOULDBLOCK
        close(descriptor)
        return isHeld ? .held : .taken(FileLock(descriptor: nil))
    }

    /// Gives it back; to be called once.
    func release() {
        if let descriptor { close(descriptor) }
    }
}
