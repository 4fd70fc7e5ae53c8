internal import CallModel
internal import HeapModule

/// Posts that wait for a time, the earliest first; those of the same time in the order in which they came.
struct DelayQueue {
    private struct Entry: Comparable {
        let due: MonotonicTime
        /// Its place among all that were ever inserted.
        let order: UInt64
        let post: UInt64

        static func < (one: Entry, other: Entry) -> Bool { (one.due, one.order) < (other.due, other.order) }
    }

    private var entries = Heap<Entry>()
    private var inserted: UInt64 = 0

    /// When the first one is due; `nil` where none waits.
    var due: MonotonicTime? { self.entries.min?.due }

    /// Adds the post of this number.
    mutating func insert(_ post: UInt64, due: MonotonicTime) {
        self.inserted += 1
        self.entries.insert(Entry(due: due, order: self.inserted, post: post))
    }

    /// Removes the first one and returns its number, if it is due.
    mutating func popFirst(at now: MonotonicTime) -> UInt64? {
        guard let due = self.due, due <= now else { return nil }
        return self.entries.popMin()?.post
    }
}
