import CallModel
import Synchronization

/// How far reading a file has come.
package struct BookProgress: Hashable, Sendable {
    /// Bytes of text behind us, and of the file.
    package let bytes: Int
    package let total: Int
    package let contacts: Int
}

/// Tells how far the work is: not before a second has passed, and then at most ten times a second.
final class ProgressReporter: Sendable {
    private let tell: AddressBook.Progress?
    private let total: Int
    private let time: any TimeSource
    private let state: Mutex<(next: MonotonicTime, bytes: Int, contacts: Int)>

    init(_ tell: AddressBook.Progress?, total: Int, time: any TimeSource, begun: MonotonicTime) {
        self.tell = tell
        self.total = total
        self.time = time
        self.state = Mutex((begun + .seconds(1), 0, 0))
    }

    func report(_ bytes: Int, contacts: Int) {
        guard let tell else { return }
        let now = self.time.monotonicNow()
        let progress: BookProgress? = self.state.withLock { state in
            state.bytes = max(state.bytes, bytes)
            state.contacts += contacts
            guard now >= state.next else { return nil }
            state.next = now + .milliseconds(100)
            return BookProgress(bytes: min(state.bytes, self.total), total: self.total, contacts: state.contacts)
        }
        if let progress { tell(progress) }
    }
}
