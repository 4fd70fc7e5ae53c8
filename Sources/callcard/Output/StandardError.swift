import Glibc

/// Writes to standard error, and leaves it where that can't be done: there is no other place to tell of it.
enum StandardError {
    /// - Parameter patience: How long to wait for a reader who is slow before the text is given up; `nil` for as long as it takes.
    static func write(_ text: String, patience: Duration?) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            var room = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
            let wait = patience.map { CInt($0.components.seconds * 1_000) } ?? -1
            // Where there is room a pipe takes at least this much without waiting.
            let ready = poll(&room, 1, wait)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return }
            let written = rest.prefix(4_096).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if written > 0 {
                rest.removeFirst(written)
            } else if written == 0 || (errno != EINTR && errno != EAGAIN) {
                return
            }
        }
    }
}
