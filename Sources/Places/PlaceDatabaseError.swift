import Glibc

/// Why a file could not become a database of places. No case carries what is in the file, so it may be logged as it is.
package enum PlaceDatabaseError: Error, Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The file may not be read by us.
    case unreadable
    /// It is a directory, a FIFO, a device or a socket.
    case notAFile
    /// Larger than 1 GiB.
    case tooLarge
    /// It was written to while it was being read.
    case changedWhileReading
    /// It is damaged, or no database in MaxMind's format.
    case notADatabase
    /// There is not enough memory to hold it.
    case outOfMemory
    /// The system's error number.
    case failed(code: Int32)

    init(code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .missing
        case EACCES, EPERM: self = .unreadable
        case ENXIO, EISDIR, ENODEV: self = .notAFile
        case ENOMEM, ENOSPC: self = .outOfMemory
        default: self = .failed(code: code)
        }
    }

    /// Whether the same file may be good a moment later.
    var isPassing: Bool { self != .notADatabase && self != .tooLarge }
}

extension PlaceDatabaseError: CustomStringConvertible {
    /// The fault and the advice on it, for operators.
    package var description: String {
        switch self {
        case .missing: "there is no such file; name a database of cities in MaxMind's format, such as GeoLite2-City.mmdb"
        case .unreadable: "the file can't be read by this user"
        case .notAFile: "this is no regular file"
        case .tooLarge: "the file is larger than 1 GiB"
        case .changedWhileReading: "the file is being written to; replace it by renaming"
        case .notADatabase: "the file is damaged or no database in MaxMind's format; fetch it again"
        case .outOfMemory: "there is not enough memory for the file"
        case .failed(let code): "the file could not be read (error \(code))"
        }
    }
}
