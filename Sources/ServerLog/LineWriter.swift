internal import CallModel
internal import Dispatch
internal import Glibc
internal import Synchronization
internal import Waiting

/// Writes lines to a descriptor from a thread of its own: whoever has a line hands it over and goes on, whether or not anybody
/// reads.
///
/// Lines wait in a bounded buffer; what finds no room, or can't be written since the reader has gone or the disk is full, is counted
/// and told of once lines flow again.
package final class LineWriter: Sendable {
    /// Bytes that may wait.
    package static let capacity = 262_144

    private struct State {
        var buffer: LineBuffer
        /// Whether the thread has been started; before that nobody has had a line.
        var isStarted = false
    }

    private let descriptor: CInt
    private let state: Lock<State>
    /// Whether lines wait or are being written; changes under the lock, and can be read where no lock may be taken.
    private let isAwake = Atomic(false)
    private let work = DispatchSemaphore(value: 0)
    private let gapLine: @Sendable (_ count: Int) -> [UInt8]
    private let onLoss: @Sendable (_ count: Int) -> Void

    /// A writer, whose thread starts with the first line.
    ///
    /// - Parameters:
    ///   - descriptor: An open one; it stays open.
    ///   - capacity: Bytes that may wait.
    ///   - gapLine: The line that tells of so many missing ones, or nothing.
    ///   - onLoss: Hears how many lines were dropped, at once.
    package init(
        descriptor: CInt, capacity: Int = LineWriter.capacity,
        gapLine: @escaping @Sendable (_ count: Int) -> [UInt8] = { _ in [] },
        onLoss: @escaping @Sendable (_ count: Int) -> Void = { _ in }
    ) {
        self.descriptor = descriptor
        self.state = Lock(State(buffer: LineBuffer(capacity: capacity)))
        self.gapLine = gapLine
        self.onLoss = onLoss
    }

    /// Takes a line to be written; waits for nothing but other takers.
    ///
    /// - Parameter line: With its end.
    package func write(_ line: [UInt8]) {
        let (isTaken, wasAwake, isFirst) = self.state.withLock { state in
            let isTaken = state.buffer.append(line)
            defer { state.isStarted = true }
            return (isTaken, self.isAwake.exchange(true, ordering: .relaxed), !state.isStarted)
        }
        if !isTaken { self.onLoss(1) }
        if isFirst { self.start() }
        if !wasAwake { self.work.signal() }
    }

    /// Waits until all lines are written, blocking the calling thread. For the end of the process.
    ///
    /// - Parameter time: The longest wait.
    package func flush(within time: Duration) {
        let end = ContinuousClock.now + time
        while self.isBusy, ContinuousClock.now < end { usleep(1_000) }
    }

    /// Whether lines wait or are being written. May be asked in a signal handler.
    var isBusy: Bool { self.isAwake.load(ordering: .relaxed) }

    private func start() {
        // Without a thread lines wait for ever, and those that find no room are counted.
        _ = DedicatedThread.detach(stackBytes: 262_144, takesSignals: false) { self.writeForever() }
    }

    private func writeForever() {
        let pipe = LinePipe(descriptor: self.descriptor)
        while true {
            let piece = self.state.withLock { state in
                let piece = state.buffer.next(most: LogLine.mostBytes)
                if piece == nil { self.isAwake.store(false, ordering: .relaxed) }
                return piece
            }
            switch piece {
            case nil: self.work.wait()
            case .lines(let bytes, _)?: self.settle(piece, pipe.write(bytes))
            case .gap(let count)?: self.settle(piece, pipe.write(self.gapLine(count)))
            }
        }
    }

    private func settle(_ piece: LineBuffer.Piece?, _ isWritten: Bool) {
        guard let piece, !isWritten else { return }
        let lost = self.state.withLock { $0.buffer.fail(piece) }
        if lost > 0 { self.onLoss(lost) }
    }
}

/// The descriptor of a writer; waits for its reader as long as that takes.
private final class LinePipe {
    private let descriptor: CInt
    /// Whether a write broke off within a line, so that the next one begins with a line end.
    private var isWithinLine = false

    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// Writes whole lines.
    ///
    /// - Returns: False where they can't be written: there is no reader any more, no room, no such descriptor.
    func write(_ lines: [UInt8]) -> Bool {
        guard !lines.isEmpty else { return true }
        let bytes = self.isWithinLine ? [UInt8(ascii: "\n")] + lines : lines
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { Glibc.write(self.descriptor, $0.baseAddress! + done, $0.count - done) }
            if written > 0 {
                done += written
                self.isWithinLine = done < bytes.count && bytes[done - 1] != UInt8(ascii: "\n")
            } else if written < 0, errno == EAGAIN {
                var wanted = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wanted, 1, -1)
            } else if written == 0 || errno != EINTR {
                return false
            }
        }
        return true
    }
}
