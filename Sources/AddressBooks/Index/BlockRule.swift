import CallModel

/// The rule for numbers that stand for all direct dials behind them, and for the blocks of such numbers.
///
/// A block is the beginning that its direct dials share, in digits with the country code. It answers for every number that begins
/// with it and is longer, and in open plans for itself. None is shorter than six national digits.
struct BlockRule: Sendable {
    let numbers: any NumberIndexer
    /// The region in which national writings are read.
    let region: Region?

    /// The minimum number of national digits of a block: shorter ones would answer for whole towns.
    static let fewestNationalDigits = 6

    /// Countries whose numbers have no fixed length, so that `-0` is a switchboard and direct dials follow in its place.
    private static let openPlans: Set<Region> = Set(["DE", "AT"].compactMap { Region($0) })
    /// The country calling codes of these countries.
    static let openCountryCodes = [49, 43]

    /// The block of a number that was marked as one: the number without its final zeros, at most two.
    ///
    /// - Returns: `nil` where it would be too short, or the number is a short one.
    func block(marked key: NumberKey) -> NumberKey? {
        guard !key.isShort, let plan = self.numbers.plan(of: key) else { return nil }
        return self.checked(Self.withoutZeros(key.rawValue), plan)
    }

    /// The block that a number is by itself: fixed line, open plan, ending in 0.
    ///
    /// - Parameter key: A number of a contact that has a company and no person.
    func block(ofSwitchboard key: NumberKey) -> NumberKey? {
        guard !key.isShort, key.rawValue % 10 == 0, let plan = self.numbers.plan(of: key), plan.type == .fixedLine,
            let region = plan.region, Self.openPlans.contains(region)
        else { return nil }
        return self.checked(Self.withoutZeros(key.rawValue), plan)
    }

    /// The block of a number that was written with `*` at its end.
    ///
    /// Where plans have a fixed length the stem alone is no number, so it is read with zeros behind it.
    ///
    /// - Parameter stem: The text before the `*`.
    func block(stem: UnsafeRawBufferPointer) -> NumberKey? {
        var text = Array(stem)
        var scale: UInt64 = 1
        for added in 0...6 {
            if added > 0 {
                text.append(UInt8(ascii: "0"))
                scale *= 10
            }
            guard let key = text.withUnsafeBytes({ self.numbers.key(of: $0, region: self.region) }) else { continue }
            guard !key.isShort, key.rawValue % scale == 0, let plan = self.numbers.plan(of: key) else { return nil }
            return self.checked(key.rawValue / scale, plan)
        }
        return nil
    }

    /// The block of these digits; `nil` where it would be too short.
    private func checked(_ digits: UInt64, _ plan: NumberPlan) -> NumberKey? {
        Self.digitCount(digits) - plan.countryCodeDigits >= Self.fewestNationalDigits ? NumberKey(e164Digits: digits) : nil
    }

    private static func withoutZeros(_ digits: UInt64) -> UInt64 {
        digits % 100 == 0 ? digits / 100 : digits % 10 == 0 ? digits / 10 : digits
    }

    /// Decimal digits of a number; 0 for 0.
    static func digitCount(_ digits: UInt64) -> Int {
        var (left, count) = (digits, 0)
        while left > 0 {
            left /= 10
            count += 1
        }
        return count
    }
}
