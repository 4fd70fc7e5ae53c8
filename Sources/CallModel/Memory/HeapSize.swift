/// Bytes that values take on the heap, as Swift's runtime lays them out and glibc's allocator rounds them up; for bounded stores.
///
/// What two values share is counted for both, so that no store counts too little.
public enum HeapSize {
    /// The header of an object or a buffer of Swift's: type, references and, for buffers, count and capacity.
    private static let header = 32

    /// The bytes that the allocator takes for a block: its own word, rounded up to 16, and 32 at least.
    public static func block(_ bytes: Int) -> Int { max(32, (bytes + 8 + 15) & ~15) }

    /// The buffer of an array with its room for further elements; nothing where it never had one. What elements point to is not counted.
    public static func buffer<Element>(of array: [Element]) -> Int {
        array.capacity == 0 ? 0 : self.block(self.header + array.capacity * MemoryLayout<Element>.stride)
    }

    /// The table of a dictionary that has room for so many keys: it is at most three quarters full, and its size a power of two.
    public static func table<Key, Value>(_: Key.Type, _: Value.Type, capacity: Int) -> Int {
        guard capacity > 0 else { return 0 }
        var places = 2
        while places * 3 / 4 < capacity { places *= 2 }
        return self.block(64 + places / 8 + places * (MemoryLayout<Key>.stride + MemoryLayout<Value>.stride))
    }

    /// A text's own buffer.
    fileprivate static func text(_ count: Int) -> Int { self.block(self.header + count + 1) }
}

extension String {
    /// The longest text that needs no buffer of its own, in bytes.
    private static var inline: Int { 15 }

    /// Bytes that it takes beside itself: none where it is short.
    public var heapSize: Int {
        let count = self.utf8.count
        return count <= Self.inline ? 0 : HeapSize.text(count)
    }
}

extension Array {
    /// Bytes that it takes with what its elements point to.
    public func heapSize(_ element: (Element) -> Int) -> Int {
        self.reduce(HeapSize.buffer(of: self)) { $0 + element($1) }
    }
}
