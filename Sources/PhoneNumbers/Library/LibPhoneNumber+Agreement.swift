import CallModel

extension LibPhoneNumber {
    /// Whether the library shows the same country calling code, trunk prefix and lengths as the plan.
    ///
    /// Prefix patterns and the lengths of a region that is not the main one of its code can't be asked for; they change with the
    /// rest of the metadata, seldom alone.
    static func agrees(with plan: DialPlan) -> Bool {
        if let packed = plan.region {
            guard let region = Region(packed.text), self.countryCode(of: region) == plan.countryCode else { return false }
            if self.trunkPrefix(of: region).count > 0, plan.trunk.excludes(self.trunkPrefix(of: region)) { return false }
        }
        return !plan.isMain || (2...DigitRun.capacity).allSatisfy { self.agrees(with: plan, onLength: $0) }
    }

    private static func agrees(with plan: DialPlan, onLength length: Int) -> Bool {
        var digits = DigitRun()
        for _ in 0..<length { digits.append(5) }
        return switch self.possibility(countryCode: plan.countryCode, national: digits) {
        case .possible: plan.fit(length) == .possible
        case .localOnly: plan.fit(length) == .localOnly
        case .impossible: plan.fit(length) == .impossible || plan.fit(length) == .tooLong
        }
    }
}
