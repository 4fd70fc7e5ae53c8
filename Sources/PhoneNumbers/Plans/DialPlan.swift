import CallModel

/// One region's numbering plan, as far as ``FastPath`` needs it. Plain bits, so that copying one costs nothing.
struct DialPlan: BitwiseCopyable, Sendable {
    /// The fit of a national number's length to a plan, in the library's words.
    enum Fit {
        /// A national number may have so many digits.
        case possible
        /// So many digits are possible within an area only.
        case localOnly
        /// More digits than any number of the plan has.
        case tooLong
        /// No number of the plan has so many digits, though some have more.
        case impossible
    }

    /// The region; `nil` for codes of no country, such as 800.
    let region: PackedRegion?
    /// The country calling code, 1–999.
    let countryCode: Int
    /// Whether the library judges all numbers of this country calling code by this plan's lengths.
    let isMain: Bool
    /// Bit n: a national number of n digits is possible.
    let lengths: UInt32
    /// Bit n: n digits are possible within an area only.
    let localLengths: UInt32
    /// The trunk prefix, which stands before a national number.
    let trunk: PlanPrefix
    /// The international prefix, the way out of the region, such as `00`.
    let international: PlanPrefix

    /// A plan by a line of ``DialPlanRows``: region, country calling code with `*` for the main region, possible lengths, local
    /// lengths, literal trunk prefix, unclear first digits of it, literal international prefix, unclear first digits of it;
    /// `-` stands for none. `nil` where the line is not of that form.
    init?(row: Substring) {
        let columns = row.split(separator: " ")
        guard columns.count == 8, let countryCode = Int(columns[1].prefix { $0 != "*" }), (1...999).contains(countryCode),
            let lengths = Self.lengths(columns[2]), let localLengths = Self.lengths(columns[3]),
            let trunk = PlanPrefix(literal: columns[4], unclear: columns[5]),
            let international = PlanPrefix(literal: columns[6], unclear: columns[7])
        else { return nil }
        self.region = Region(String(columns[0])).map(PackedRegion.init)
        self.countryCode = countryCode
        self.isMain = columns[1].last == "*"
        self.lengths = lengths
        self.localLengths = localLengths
        self.trunk = trunk
        self.international = international
    }

    /// The library's judgement of a national number with that many digits, 0 to 31.
    func fit(_ count: Int) -> Fit {
        let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: count)
        if self.localLengths & bit != 0 { return .localOnly }
        if self.lengths & bit != 0 { return .possible }
        return count > self.longest ? .tooLong : .impossible
    }

    /// Digits of the longest possible national number.
    var longest: Int { 31 - self.lengths.leadingZeroBitCount }

    /// Reads `4-6,8` as a set of bits.
    private static func lengths(_ column: Substring) -> UInt32? {
        guard column != "-" else { return 0 }
        var bits: UInt32 = 0
        for run in column.split(separator: ",") {
            let ends = run.split(separator: "-").compactMap { UInt32($0) }
            guard let low = ends.first, let high = ends.last, low <= high, high <= UInt32(DigitRun.capacity) else { return nil }
            for length in low...high { bits |= 1 << length }
        }
        return bits
    }
}

/// A prefix of a plan, as far as its pattern can be told without running it.
struct PlanPrefix: BitwiseCopyable, Sendable {
    /// The digits of a prefix that the library always takes for one, a nibble each, the first one lowest.
    private let literal: UInt32
    /// Digits of that prefix, 0 (there is none) to 8.
    let count: Int
    /// Bit d: what begins with digit d, and not with the literal, may or may not have a prefix. Only the library knows.
    private let unclear: UInt16

    /// A prefix by two columns of ``DialPlanRows``; `-` stands for none.
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
