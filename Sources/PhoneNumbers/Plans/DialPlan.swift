import CallModel

/// What the shortcut needs to know of one region's numbering plan. Plain bits, so that copying one costs nothing.
struct DialPlan: BitwiseCopyable, Sendable {
    /// `nil` for codes of no country, such as 800.
    let region: PackedRegion?
    /// 1–999.
    let countryCode: Int
    /// Whether the library judges all numbers of this country calling code by this plan's lengths.
    let isMain: Bool
    /// Bit n: a national number of n digits is possible.
    let lengths: UInt32
    /// Bit n: n digits are possible within an area only.
    let localLengths: UInt32
    /// Stands before a national number.
    let trunk: PlanPrefix
    /// The way out of the region, such as `00`.
    let international: PlanPrefix

    /// Reads a line of ``DialPlanRows``: region, country calling code with `*` for the main region, possible lengths, local
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

extension DialPlan {
    /// How the number of digits of a national number fits a plan; the library's words.
    enum Fit {
        case possible, localOnly, tooLong, impossible
    }

    /// What the library says of a national number with that many digits, 0 to 31.
    func fit(_ count: Int) -> Fit {
        let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: count)
        if self.localLengths & bit != 0 { return .localOnly }
        if self.lengths & bit != 0 { return .possible }
        return count > self.longest ? .tooLong : .impossible
    }

    /// Digits of the longest possible national number.
    var longest: Int { 31 - self.lengths.leadingZeroBitCount }
}
