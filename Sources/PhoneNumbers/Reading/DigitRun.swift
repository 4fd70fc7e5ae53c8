/// Up to 17 decimal digits with their leading zeros, in one word and a half: a national number without an allocation.
struct DigitRun: Hashable, Sendable {
    /// The maximum number of digits that libphonenumber takes for a national number.
    static let capacity = 17

    /// The digits as a number.
    private(set) var value: UInt64 = 0
    /// The number of digits, leading zeros included.
    private(set) var count = 0

    /// No digits.
    init() {}

    /// `nil` where `digits` are not ASCII digits or more than ``capacity``.
    init?(_ digits: some Collection<UInt8>) {
        guard digits.count <= Self.capacity else { return nil }
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            self.append(byte &- 0x30)
        }
    }

    /// Adds a digit, 0 to 9; the run has room for it.
    mutating func append(_ digit: UInt8) {
        self.value = self.value &* 10 &+ UInt64(digit)
        self.count &+= 1
    }

    /// Writes the digits as ASCII into the first ``count`` bytes of `bytes`.
    func write(to bytes: UnsafeMutableBufferPointer<UInt8>) {
        var rest = self.value
        var place = self.count
        while place > 0 {
            place &-= 1
            bytes[place] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// Lends the digits as C characters, without a NUL behind them.
    func withCharacters<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.capacity) { buffer in
            self.write(to: buffer)
            return buffer.withMemoryRebound(to: CChar.self) { body($0.baseAddress!) }
        }
    }

    /// The digits as text.
    var text: String {
        String(unsafeUninitializedCapacity: Self.capacity) { bytes in
            self.write(to: bytes)
            return self.count
        }
    }
}
