internal import CallModel

/// Elements by the time at which they are due; a binary heap. A value, so that it is tested without waiting.
struct DeadlineQueue<Element> {
    private var heap: [(time: MonotonicTime, element: Element)] = []

    var count: Int { self.heap.count }

    /// When the first element is due; `nil` while there is none.
    var next: MonotonicTime? { self.heap.first?.time }

    /// - Complexity: O(log n).
    mutating func insert(_ element: Element, at time: MonotonicTime) {
        self.heap.append((time, element))
        self.siftUp(self.heap.count - 1)
    }

    /// Takes the earliest element out if it is due at `now`.
    ///
    /// - Complexity: O(log n).
    mutating func popDue(at now: MonotonicTime) -> Element? {
        guard let first = self.heap.first, first.time <= now else { return nil }
        let last = self.heap.removeLast()
        if !self.heap.isEmpty {
            self.heap[0] = last
            self.siftDown(0)
        }
        return first.element
    }

    /// Drops what is no longer wanted.
    ///
    /// - Complexity: O(n).
    mutating func removeAll(where isDone: (Element) -> Bool) {
        self.heap.removeAll { isDone($0.element) }
        for index in stride(from: self.heap.count / 2 - 1, through: 0, by: -1) { self.siftDown(index) }
    }

    /// Takes everything out, in no order.
    mutating func drain() -> [Element] {
        defer { self.heap = [] }
        return self.heap.map(\.element)
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard self.heap[child].time < self.heap[parent].time else { return }
            self.heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < self.heap.count {
                if self.heap[child].time < self.heap[least].time { least = child }
            }
            guard least != parent else { return }
            self.heap.swapAt(parent, least)
            parent = least
        }
    }
}
