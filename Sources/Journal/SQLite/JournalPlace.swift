internal import Glibc

/// The place of a journal: its file and its write-ahead log, as they were when it was opened.
///
/// A process goes on writing to a file that was removed or replaced, and all of it is gone at the next start. So whoever
/// acknowledges what was written looks first whether the files are still those that a start would find.
struct JournalPlace: Sendable {
    private struct File: Sendable {
        let path: String
        let identity: Identity
    }

    /// What the file system knows a file by, whatever its name.
    private struct Identity: Hashable, Sendable {
        let device: dev_t
        let inode: ino_t

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            (self.device, self.inode) = (status.st_dev, status.st_ino)
        }
    }

    private let files: [File]

    /// The place of the journal at `path`, which is open.
    init(_ path: String) {
        self.files = [path, path + "-wal"].compactMap { path in Identity(path).map { File(path: path, identity: $0) } }
    }

    /// Whether all of its files are where they were, and the same ones.
    var isKept: Bool { self.files.allSatisfy { Identity($0.path) == $0.identity } }
}
