internal import CoreFoundation
internal import Glibc

/// What the system says of a file, behind all links; stat(2). It opens nothing: a pipe would wait for ever.
///
/// The compiler counts `stat` as CoreFoundation's where other files of the module import Foundation.
struct FileStatus {
    /// Whether it is a regular file, and no folder, pipe or device.
    let isRegular: Bool
    /// Whether every user of the machine may read it, by its mode bits.
    let isReadableByAll: Bool

    /// The status of the file at `path`; `nil` where there is none, or its folder can't be searched.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.isRegular = status.st_mode & S_IFMT == S_IFREG
        self.isReadableByAll = status.st_mode & S_IROTH != 0
    }
}
