import CallModel

/// The plans of ``FastPath``, found by region and by country calling code.
///
/// Only plans that agree with the linked library are taken: a library with other metadata than those the table was made from
/// makes the fast path narrower rather than wrong.
struct DialPlans: Sendable {
    private let plans: [DialPlan]
    /// Place in `plans` by region; -1 for none.
    private let byRegion: [Int16]
    /// Place in `plans` of the main plan by country calling code; -1 for none.
    private let byCountryCode: [Int16]

    /// - Parameters:
    ///   - rows: One plan a line, as ``DialPlan/init(row:)`` reads them; other lines are left out.
    ///   - isTrusted: Tells whether a plan may be used.
    init(rows: String = "\(DialPlanRows.text)", where isTrusted: (DialPlan) -> Bool) {
        var plans: [DialPlan] = []
        var byRegion = [Int16](repeating: -1, count: PackedRegion.count)
        var byCountryCode = [Int16](repeating: -1, count: 1_000)
        for row in rows.split(separator: "\n") {
            guard let plan = DialPlan(row: row), isTrusted(plan) else { continue }
            let place = Int16(plans.count)
            plans.append(plan)
            if let region = plan.region { byRegion[region.index] = place }
            if plan.isMain { byCountryCode[plan.countryCode] = place }
        }
        self.plans = plans
        self.byRegion = byRegion
        self.byCountryCode = byCountryCode
    }

    /// The number of plans that are used.
    var count: Int { self.plans.count }

    /// The plan of a region; `nil` where the fast path has none.
    @inline(__always)
    func plan(of region: Region) -> DialPlan? {
        let place = self.byRegion[PackedRegion(region).index]
        return place < 0 ? nil : self.plans[Int(place)]
    }

    /// The plan by which the library judges the numbers of a country calling code, 1–999; `nil` where the fast path has none.
    @inline(__always)
    func main(of countryCode: Int) -> DialPlan? {
        let place = self.byCountryCode[countryCode]
        return place < 0 ? nil : self.plans[Int(place)]
    }
}

/// A region as a number, 0 (`AA`) to 675 (`ZZ`): an index into tables.
struct PackedRegion: BitwiseCopyable, Hashable, Sendable {
    /// The number of regions that there can be.
    static let count = 26 * 26

    let index: Int

    /// The region's place in tables.
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
