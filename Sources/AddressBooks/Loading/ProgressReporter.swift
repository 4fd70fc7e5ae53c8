import CallModel
import Waiting

/// The progress of reading a file.
package struct BookProgress: Hashable, Sendable {
    /// Bytes of text that have been read.
    package let bytes: Int
    /// Bytes of the file.
    package let total: Int
    /// Records with at least one usable number so far.
    package let contacts: Int
}

/// Reports the progress of several threads together: not before a second has passed, and then at most ten times a second.
final class ProgressReporter: Sendable {
    private let handler: AddressBook.Progress?
    private let total: Int
    private let time: any TimeSource
    private let state: Lock<(next: MonotonicTime, bytes: Int, contacts: Int)>

    /// - Parameter startedAt: The beginning of reading; the first second passes in silence.
    init(_ handler: AddressBook.Progress?, total: Int, time: any TimeSource, startedAt: MonotonicTime) {
        self.handler = handler
        self.total = total
        self.time = time
        self.state = Lock((startedAt + .seconds(1), 0, 0))
    }

    /// Adds one part that is done.
    ///
    /// - Parameter bytes: The offset behind the part; parts may come in any order.
    func report(_ bytes: Int, contacts: Int) {
        guard let handler else { return }
        let now = self.time.monotonicNow()
        let progress: BookProgress? = self.state.withLock { state in
            state.bytes = max(state.bytes, bytes)
            state.contacts += contacts
            guard now >= state.next else { return nil }
            state.next = now + .milliseconds(100)
            return BookProgress(bytes: min(state.bytes, self.total), total: self.total, contacts: state.contacts)
        }
        if let progress { handler(progress) }
    }
}
