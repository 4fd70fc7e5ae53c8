import CPhoneNumber

/// The digits of a text, in whatever script they are written.
struct Digits {
    /// Most digits that ``first`` holds.
    static let capacity = 32

    /// How many there are, an extension's included.
    let count: Int
    /// The first of them, as ASCII.
    let first: [UInt8]
    /// Whether a plus sign stands before them.
    let hasPlus: Bool
    /// Whether all else is punctuation and space.
    let isPlain: Bool

    init(of text: [UInt8]) {
        var scan = cpn_scan()
        self.first = Array(unsafeUninitializedCapacity: Self.capacity) { buffer, initialized in
            buffer.withMemoryRebound(to: CChar.self) { buffer in
                text.withUnsafeBytes { bytes in
                    scan = cpn_digits(
                        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, buffer.baseAddress, buffer.count)
                }
            }
            initialized = min(scan.digits, Self.capacity)
        }
        self.count = scan.digits
        self.hasPlus = scan.has_plus != 0
        self.isPlain = scan.is_plain != 0
    }
}
