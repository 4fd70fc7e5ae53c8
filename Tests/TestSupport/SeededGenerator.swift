/// Numbers that are the same for the same seed, on every machine (Sebastiano Vigna's SplitMix64).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator at the beginning of the seed's numbers.
    package init(seed: UInt64) {
        self.state = seed
    }

    /// The next number, any of 64 bits.
    package mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number of `0..<limit`.
    ///
    /// - Parameter limit: 1 at least.
    package mutating func below(_ limit: Int) -> Int { Int(self.next() % UInt64(limit)) }
}
