internal import DequeModule

/// Lines that wait to be written, up to a number of bytes.
///
/// Once a line has found no room all further ones are dropped until the buffer is empty and the gap was told of: so there is one
/// gap, and the line that tells of it stands where it is.
struct LineBuffer {
    /// A piece of what is to be written.
    enum Piece {
        /// So many whole lines.
        case lines([UInt8], count: Int)
        /// So many lines are missing here.
        case gap(Int)
    }

    private let capacity: Int
    private var lines: Deque<[UInt8]> = []
    private var bytes = 0
    /// Lines missing before those that wait: writing them failed.
    private var lost = 0
    /// Lines missing behind those that wait: there was no room.
    private var dropped = 0

    /// - Parameter capacity: Bytes that may wait.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Adds a line.
    ///
    /// - Returns: False where it was dropped.
    mutating func append(_ line: [UInt8]) -> Bool {
        guard self.dropped == 0, self.bytes + line.count <= self.capacity else {
            self.dropped += 1
            return false
        }
        self.lines.append(line)
        self.bytes += line.count
        return true
    }

    /// Removes what is to be written next; `nil` where nothing is.
    ///
    /// - Parameter most: Bytes of lines that are taken together; a line that is longer comes alone.
    mutating func next(most: Int) -> Piece? {
        if self.lost > 0, !self.lines.isEmpty || self.dropped > 0 {
            defer { self.lost = 0 }
            return .gap(self.lost)
        }
        guard var batch = self.lines.popFirst() else {
            guard self.dropped > 0 else { return nil }
            defer { self.dropped = 0 }
            return .gap(self.dropped)
        }
        var count = 1
        while let line = self.lines.first, batch.count + line.count <= most {
            batch += line
            count += 1
            self.lines.removeFirst()
        }
        self.bytes -= batch.count
        return .lines(batch, count: count)
    }

    /// Takes back what could not be written; the next line is another try. Where not even a gap could be told of, what waits is
    /// lost with it, so that a descriptor that takes nothing is tried once a line.
    ///
    /// - Returns: How many lines are lost by that.
    mutating func fail(_ piece: Piece) -> Int {
        switch piece {
        case .lines(_, let count):
            self.lost += count
            return count
        case .gap(let count):
            let waiting = self.lines.count
            self.lost += count + waiting + self.dropped
            self.dropped = 0
            self.lines = []
            self.bytes = 0
            return waiting
        }
    }
}
