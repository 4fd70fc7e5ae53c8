import Glibc

/// A state of a file: distinguishes it from another state without reading the file.
struct PlaceFileStamp: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    /// Bytes.
    let size: Int
    /// Nanoseconds since 1970.
    private let modified: Int64

    /// The file at `path`, links followed.
    init(path: String) throws(PlaceDatabaseError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw PlaceDatabaseError(code: errno) }
        try self.init(status)
    }

    /// An open file.
    init(descriptor: Int32) throws(PlaceDatabaseError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw PlaceDatabaseError(code: errno) }
        try self.init(status)
    }

    private init(_ status: stat) throws(PlaceDatabaseError) {
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        self.device = UInt64(status.st_dev)
        self.inode = UInt64(status.st_ino)
        self.size = Int(status.st_size)
        self.modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }
}
