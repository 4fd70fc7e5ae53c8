internal import Glibc

/// A lock between processes, and between parts of one (flock(2)); it ends with the process at the latest.
package struct FileLock: Sendable {
    private let descriptor: CInt?

    /// No lock: nobody is kept out by it.
    package static let absent = FileLock(descriptor: nil)

    /// What came of asking for a lock.
    package enum Answer {
        /// It is the caller's until it is given back. Where the file system has no locks, nobody is kept out.
        case taken(FileLock)
        /// Another has it.
        case held
        /// Its file can't be opened or made.
        case refused
    }

    /// Takes the lock at `path`, where it is free; does not wait.
    package static func take(_ path: String) -> Answer {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return .refused }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return .taken(FileLock(descriptor: descriptor)) }
        let isHeld = errno == EWOULDBLOCK
        close(descriptor)
        return isHeld ? .held : .taken(.absent)
    }

    /// Gives it back; to be called once.
    package func release() {
        if let descriptor { close(descriptor) }
    }
}
