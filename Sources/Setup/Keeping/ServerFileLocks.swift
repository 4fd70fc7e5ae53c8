internal import Glibc
internal import PrivateFiles
internal import Waiting

/// Keeps two servers from writing the same file: each would overwrite, or never see, what the other acknowledged.
///
/// Each file has a lock in a file beside it (`NAME.lock`). It ends with the process, however that ends; the file stays, and means
/// nothing by itself. Programs that only read, `callcard check` among them, need none.
package final class ServerFileLocks: Sendable {
    private struct State {
        /// By the paths of the locks' own files.
        var locks: [String: FileLock] = [:]
        /// The locks' files by the paths that files were named by. A link may lead elsewhere later, and the file stays open.
        var places: [String: Set<String>] = [:]
    }

    private let state = Lock(State())

    /// No lock yet.
    package init() {}

    deinit {
        self.state.withLock(\.locks).values.forEach { $0.release() }
    }

    /// Takes the lock of a file, unless this server has it.
    ///
    /// - Throws: Why it can't be had.
    package func take(_ path: String) throws(ServerFileLockError) {
        // The same for all paths that lead to the file.
        let lockPath = PrivateFile.resolved(path) + ".lock"
        try self.state.withLock { state throws(ServerFileLockError) in
            if state.locks[lockPath] == nil {
                switch FileLock.take(lockPath) {
                case .taken(let lock): state.locks[lockPath] = lock
                case .held: throw .held
                case .refused: throw access(lockPath, F_OK) == 0 ? .foreign(lockPath) : .unreachable
                }
            }
            state.places[path, default: []].insert(lockPath)
        }
    }

    /// Gives back the locks of all files that none of these paths has named.
    package func keepOnly(_ paths: some Sequence<String>) {
        let paths = Set(paths)
        self.state.withLock { state in
            state.places = state.places.filter { paths.contains($0.key) }
            let kept = state.places.values.reduce(into: Set()) { $0.formUnion($1) }
            for (path, lock) in state.locks where !kept.contains(path) {
                lock.release()
                state.locks[path] = nil
            }
        }
    }
}

/// Why a server can't have a file for itself.
package enum ServerFileLockError: Error, Hashable, Sendable {
    /// Another server writes it.
    case held
    /// The lock's file, of this path, is there and can't be opened.
    case foreign(String)
    /// The folder is missing, or can't be written to.
    case unreachable

    /// The advice on the error, for operators.
    package var advice: String {
        switch self {
        case .held: "another server uses it; stop that one, or name another file"
        case .foreign(let path): "its lock \(path) can't be opened; is it another user's? Remove it while no server runs"
        case .unreachable: "the file can't be opened or made; is the folder there, and may this user write in it?"
        }
    }
}

/// Why a server does not start: another one writes a file that it names.
package struct ServerFileInUse: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file and its use: `journal /var/lib/callcard/callcard.sqlite`.
    package let file: String

    package var description: String { "\(self.file): \(ServerFileLockError.held.advice)" }
}
