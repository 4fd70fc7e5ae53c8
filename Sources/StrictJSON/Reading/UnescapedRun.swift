/// The bytes of a string that stand for themselves in JSON: all but `"`, `\` and those below 0x20.
enum UnescapedRun {
    /// The number of plain bytes from `start` on, at most `limit`. Looks at eight bytes at a time.
    static func length(from start: UnsafePointer<UInt8>, limit: Int) -> Int {
        let raw = UnsafeRawPointer(start)
        var position = 0
        while limit - position >= 8 {
            let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            if Self.mayHoldSpecial(word) { break }
            position += 8
        }
        while position < limit, Self.isPlain(start[position]) { position += 1 }
        // A word may look special and be plain (see below); then the rest goes byte by byte, which is slower and never wrong.
        return position
    }

    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x22 && byte != 0x5C
    }

    /// Whether one of eight bytes is special. Subtracting 1 from each byte borrows into the top bit of a byte that was zero;
    /// a borrow may run on into the next byte, so a `true` can be false alarm, a `false` can't.
    @inline(__always)
    private static func mayHoldSpecial(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* 0x22)
        let slashes = word ^ (ones &* 0x5C)
        let special = ((word &- (ones &* 0x20)) & ~word) | ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
        return special & tops != 0
    }
}
