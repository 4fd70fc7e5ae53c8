import CMaxMindDB
import Glibc

/// A file's bytes in memory that has a path for this process only.
///
/// The library maps what it opens, and a mapped file that is cut short ends the process. This one can't be.
struct PrivateCopy: ~Copyable {
    /// The file's state when it was read.
    let stamp: PlaceFileStamp
    private let memory: Int32

    /// Largest file, in bytes.
    private static let sizeLimit = 1 << 30

    /// Reads the file at `path`. Never waits for a writer: a FIFO or a device is refused before a byte is asked for.
    init(of path: String) throws(PlaceDatabaseError) {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard file >= 0 else { throw PlaceDatabaseError(code: errno) }
        defer { close(file) }
        let stamp = try PlaceFileStamp(descriptor: file)
        guard stamp.size <= Self.sizeLimit else { throw .tooLarge }
        guard stamp.size > 0 else { throw .notADatabase }
        let memory = cmm_memory_file()
        guard memory >= 0 else { throw PlaceDatabaseError(code: errno) }
        do throws(PlaceDatabaseError) {
            try Self.copy(stamp.size, from: file, to: memory)
            guard try PlaceFileStamp(descriptor: file) == stamp else { throw .changedWhileReading }
        } catch {
            close(memory)
            throw error
        }
        self.stamp = stamp
        self.memory = memory
    }

    /// Its path, for this process and until the copy is released.
    var path: String { "/proc/self/fd/\(self.memory)" }

    deinit { close(self.memory) }

    private static func copy(_ size: Int, from file: Int32, to memory: Int32) throws(PlaceDatabaseError) {
        var left = size
        while left > 0 {
            let sent = sendfile(memory, file, nil, left)
            if sent < 0 && errno == EINTR { continue }
            guard sent >= 0 else { throw PlaceDatabaseError(code: errno) }
            guard sent > 0 else { throw .changedWhileReading }
            left -= sent
        }
    }
}
