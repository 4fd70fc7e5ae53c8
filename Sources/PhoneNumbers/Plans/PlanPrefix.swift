/// What a plan's prefix pattern does, as far as it can be told without running the pattern.
struct PlanPrefix: BitwiseCopyable, Sendable {
    /// The digits of a prefix that the library always takes for one, a nibble each, the first one lowest.
    private let literal: UInt32
    /// Digits of that prefix, 0 (there is none) to 8.
    let count: Int
    /// Bit d: what begins with digit d, and not with the literal, may or may not have a prefix. Only the library knows.
    private let unclear: UInt16

    /// Reads two columns of ``DialPlanRows``; `-` stands for none.
    init?(literal: Substring, unclear: Substring) {
        guard let digits = Self.digits(literal), let first = Self.digits(unclear), digits.count <= 8 else { return nil }
        self.literal = digits.reversed().reduce(0) { $0 << 4 | UInt32($1) }
        self.count = digits.count
        self.unclear = first.reduce(0) { $0 | 1 << UInt16($1) }
    }

    /// Whether `digits` (values 0 to 9, not ASCII) begin with this prefix; `nil` where only the library can tell.
    @inline(__always)
    func begins(_ digits: UnsafeBufferPointer<UInt8>) -> Bool? {
        guard let first = digits.first else { return false }
        if self.count > 0, self.isBefore(digits) { return true }
        return self.unclear & (1 &<< UInt16(first)) == 0 ? false : nil
    }

    @inline(__always)
    private func isBefore(_ digits: UnsafeBufferPointer<UInt8>) -> Bool {
        guard digits.count >= self.count else { return false }
        var rest = self.literal
        for place in 0..<self.count {
            if digits[place] != UInt8(rest & 0xF) { return false }
            rest &>>= 4
        }
        return true
    }

    /// Whether these digits are surely no prefix.
    func excludes(_ digits: DigitRun) -> Bool {
        digits.text.utf8.map { $0 &- 0x30 }.withUnsafeBufferPointer(self.begins) == false
    }

    private static func digits(_ column: Substring) -> [UInt8]? {
        guard column != "-" else { return [] }
        let digits = column.utf8.map { $0 &- 0x30 }
        return digits.allSatisfy { $0 < 10 } ? digits : nil
    }
}
