internal import DequeModule

/// The latest items of one user's feed. Readers follow it by a cursor: the number of the last item they were given.
struct FeedRing {
    /// Items that can be told again, and that a reader may lag behind.
    static let capacity = 256

    private var items: Deque<NumberedFeedItem> = []
    /// Number of the last item that is not here any more; cursors below it have missed something.
    private(set) var floor: UInt64

    /// - Parameter floor: The feed's last number so far.
    init(floor: UInt64) {
        self.floor = floor
    }

    /// Adds the newest item, in place of the oldest where there are too many.
    ///
    /// - Parameter number: Above all numbers before.
    mutating func append(_ item: FeedItem, number: UInt64) {
        if self.items.count == Self.capacity, let oldest = self.items.popFirst() { self.floor = oldest.number }
        self.items.append(NumberedFeedItem(number: number, item: item))
    }

    /// Whether there is nothing above `cursor`. O(1).
    func isEmpty(after cursor: UInt64) -> Bool { cursor >= self.items.last?.number ?? self.floor }

    /// Items above `cursor`, oldest first; `nil` where some of them are not here any more.
    func items(after cursor: UInt64) -> [NumberedFeedItem]? {
        guard cursor >= self.floor else { return nil }
        let first = self.items.lastIndex { $0.number <= cursor }.map { $0 + 1 } ?? 0
        return Array(self.items[first...])
    }
}
