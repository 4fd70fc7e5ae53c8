import CallModel

/// A region as a number, 0 (`AA`) to 675 (`ZZ`): an index into tables.
struct PackedRegion: BitwiseCopyable, Hashable, Sendable {
    /// How many there can be.
    static let count = 26 * 26

    let index: Int

    init(_ region: Region) {
        var index = 0
        for letter in region.code.utf8 { index = index &* 26 &+ Int(letter &- 0x41) }
        self.index = index
    }

    /// The two ASCII letters.
    var letters: (UInt8, UInt8) {
        (UInt8(0x41 + self.index / 26), UInt8(0x41 + self.index % 26))
    }

    /// The two letters as text.
    var text: String { String(decoding: [self.letters.0, self.letters.1], as: UTF8.self) }
}
