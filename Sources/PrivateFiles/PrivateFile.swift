internal import Foundation
internal import Glibc

/// Files that only this user can read, written so that a crash leaves the old one or the new one.
package enum PrivateFile {
    /// Whether there is a regular file, perhaps behind links; opening a pipe would wait for ever.
    package static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Makes a folder (mode 0700), and those above it; tells whether there is one now.
    package static func makeFolder(_ path: String) -> Bool {
        if access(path, F_OK) == 0 { return true }
        return
            (try? FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])) != nil
    }

    /// Puts `bytes` in the place of a file's content, by way of a file beside it; both are on the disk when this returns. The
    /// file that a link leads to is replaced, not the link.
    ///
    /// - Returns: Whether it could be done; if not, the old file stands.
    package static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
        let place = Self.resolved(path)
        let draft = place + ".new"
        guard Self.write(bytes, toNew: draft), rename(draft, place) == 0 else {
            unlink(draft)
            return false
        }
        return Self.syncFolder(of: place)
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

    private static func syncFolder(of path: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// The path of the file that a path leads to, without links, whether or not it is there yet; one whose folder is missing stays as
    /// it is.
    package static func resolved(_ path: String) -> String { Self.resolved(path, links: 0) }

    private static func resolved(_ path: String, links: Int) -> String {
        if let real = Self.real(path) { return real }
        let (folder, name) = path.lastIndex(of: "/").map { (path[..<$0], path[$0...]) } ?? (".", "/\(path)")
        guard let real = Self.real(folder.isEmpty ? "/" : String(folder)) else { return path }
        let parent = real == "/" ? "" : real
        // A link to what is not there yet. Linux follows at most forty in a row.
        guard links < 40, let target = Self.target(of: parent + name) else { return parent + name }
        return Self.resolved(target.hasPrefix("/") ? target : "\(parent)/\(target)", links: links + 1)
    }

    /// The text of a link; `nil` for all else.
    private static func target(of path: String) -> String? {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &text, text.count)
        return count > 0 ? String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }

    private static func real(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
