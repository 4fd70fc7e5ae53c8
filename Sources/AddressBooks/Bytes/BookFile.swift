import Glibc

/// Reads a regular file whole, and notices when it is written to meanwhile.
///
/// Symbolic links are followed: mounted configuration volumes are made of them. What a link leads to still has to be a
/// regular file that reads as an address book, and no message ever repeats what is in it.
enum BookFile {
    /// Largest file, in bytes: positions in it have to fit in 31 bits.
    static let sizeLimit = 1 << 30
    /// Largest text that other encodings may become, in bytes.
    static let textLimit = (1 << 31) - 2

    /// Reads the file into memory of our own.
    ///
    /// Never waits for a writer: a FIFO or a device is refused before a byte is asked for.
    ///
    /// - Parameter beforeCheck: Called when all is read and before it is checked whether the file was written to meanwhile; for tests.
    static func read(
        _ path: String, limit: Int = Self.sizeLimit, beforeCheck: () -> Void = {}
    ) throws(AddressBookError) -> (bytes: MappedBytes, stamp: FileStamp) {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw Self.error(errno) }
        defer { close(descriptor) }
        let before = try Self.stamp(of: descriptor)
        guard before.size <= limit else { throw .tooLarge }
        guard let bytes = MappedBytes(count: before.size) else { throw .outOfMemory }
        var filled = 0
        while filled < before.size {
            let got = Glibc.read(descriptor, bytes.memory.baseAddress! + filled, before.size - filled)
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw Self.error(errno) }
            guard got > 0 else { throw .changedWhileReading }
            filled += got
        }
        beforeCheck()
        guard try Self.stamp(of: descriptor) == before else { throw .changedWhileReading }
        return (bytes, before)
    }

    /// Looks at the file without opening it.
    static func stamp(of path: String) throws(AddressBookError) -> FileStamp {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Self.error(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard access(path, R_OK) == 0 else { throw Self.error(errno) }
        return FileStamp(status)
    }

    private static func stamp(of descriptor: Int32) throws(AddressBookError) -> FileStamp {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.error(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        return FileStamp(status)
    }

    private static func error(_ code: Int32) -> AddressBookError {
        switch code {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .unreadable
        case ENXIO, EISDIR, ENODEV: .notAFile
        case ENOMEM: .outOfMemory
        default: .readFailed(code: code)
        }
    }
}

/// The state of a file as its attributes show it: two states differ where their stamps do.
struct FileStamp: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    /// Bytes.
    let size: Int
    /// Nanoseconds since 1970 of the last change of content.
    let modified: Int64
    /// Nanoseconds since 1970 of the last change of content or attributes.
    let changed: Int64

    /// A stamp of given attributes; times in nanoseconds.
    init(device: UInt64 = 0, inode: UInt64, size: Int, modified: Int64, changed: Int64 = 0) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    fileprivate init(_ status: stat) {
        self.init(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
            changed: Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec))
    }
}
