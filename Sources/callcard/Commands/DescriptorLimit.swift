import ArgumentParser
import Glibc

/// How many files and connections the process may have open at once.
enum DescriptorLimit {
    /// What a server needs before the first connection comes: its libraries, its files, and three for each of the threads that serve
    /// connections, one for each processor.
    private static var least: UInt { 32 + 3 * UInt(max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))) }

    /// Raises the limit as far as this user may.
    ///
    /// - Throws: An exit status where a server could not begin with that, after having said so.
    static func raise() throws {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_max < self.least else { return }
        Terminal.error(
            "\(limit.rlim_max) open files are too few for a server, \(self.least) are the least here; "
                + "raise the limit (ulimit -n, LimitNOFILE=)", patience: Terminal.lastWait)
        throw ExitCode.osError
    }
}
