internal import CallModel

/// Posts that wait for a time, the earliest first.
struct DelayQueue {
    /// The earliest last.
    private var entries: [(due: MonotonicTime, number: UInt64)] = []

    /// When the first one is due; `nil` where none waits.
    var due: MonotonicTime? { self.entries.last?.due }

    mutating func insert(_ number: UInt64, due: MonotonicTime) {
        var (low, high) = (0, self.entries.count)
        while low < high {
            let middle = (low + high) / 2
            if self.entries[middle].due > due { low = middle + 1 } else { high = middle }
        }
        self.entries.insert((due, number), at: low)
    }

    /// Takes out the first one, if it is due.
    mutating func popFirst(at now: MonotonicTime) -> UInt64? {
        guard let due = self.due, due <= now else { return nil }
        return self.entries.removeLast().number
    }
}
