import CallModel

/// A book as one file made it: immutable, and replaced as a whole.
final class BookSnapshot: Sendable {
    /// The file's bytes, and how a record of them becomes a caller.
    let records: any RecordFormat
    /// The index from numbers to the places of their records.
    let numbers: NumberIndex
    /// The index from the second readings of digits without `+` to the places of their records.
    let withoutPlus: NumberIndex
    /// The index from blocks to the places of their records.
    let blocks: NumberIndex
    /// The figures of the file.
    let statistics: BookStatistics

    /// The maximum number of records that one number brings; a switchboard on every row of a million would be no answer.
    static let findingsLimit = 100

    init(
        records: any RecordFormat, numbers: NumberIndex, withoutPlus: NumberIndex, blocks: NumberIndex, statistics: BookStatistics
    ) {
        self.records = records
        self.numbers = numbers
        self.withoutPlus = withoutPlus
        self.blocks = blocks
        self.statistics = statistics
    }

    /// Records with exactly this number; else those with the other form of its line, or with its digits and no `+`; else those of the
    /// longest company block that it is in. At most ``findingsLimit``.
    func findings(for number: CallerNumber) -> [Finding] {
        guard let key = number.key else { return [] }
        let exact = self.numbers.places(of: key, limit: Self.findingsLimit)
        if !exact.isEmpty { return exact.map { Finding(grade: .exact, caller: self.records.caller(at: $0)) } }
        guard case .full(let full) = number else { return [] }
        let likely = self.likelyPlaces(of: full, key)
        if !likely.isEmpty { return likely.map { Finding(grade: .national, caller: self.records.caller(at: $0)) } }
        guard self.blocks.count > 0 else { return [] }
        return self.blockPlaces(of: key, countryCode: full.countryCode).compactMap { place in
            let company = Self.companyOnly(self.records.caller(at: place))
            return company.isEmpty ? nil : Finding(grade: .prefix, caller: company)
        }
    }

    /// Places of the records with the other form of the number's line, and of those with its digits and no `+`; each once.
    private func likelyPlaces(of number: PhoneNumber, _ key: NumberKey) -> [Int] {
        let other = number.otherForm.map { self.numbers.places(of: $0, limit: Self.findingsLimit) } ?? []
        // Digits that are no valid number are a national writing and nothing else.
        guard number.isValid, self.withoutPlus.count > 0 else { return other }
        return other + self.withoutPlus.places(of: key, limit: Self.findingsLimit).filter { !other.contains($0) }
    }

    /// Places of the longest block that `key` begins with, or, in an open plan, is: switchboards there may send their number without
    /// its final 0.
    ///
    /// - Parameter countryCode: Its digits don't count as those of a block.
    private func blockPlaces(of key: NumberKey, countryCode: Int) -> [Int] {
        let shortest = BlockRule.digitCount(UInt64(max(countryCode, 0))) + BlockRule.fewestNationalDigits
        var digits = BlockRule.openCountryCodes.contains(countryCode) ? key.rawValue : key.rawValue / 10
        while BlockRule.digitCount(digits) >= shortest {
            let places = self.blocks.places(of: NumberKey(e164Digits: digits), limit: Self.findingsLimit)
            if !places.isEmpty { return places }
            digits /= 10
        }
        return []
    }

    /// The part of a block's record that holds for all numbers of the block: company and address only, since the person in the
    /// record need not be the caller. Where a record that was marked as a block has only one name, and that no person's, it is the
    /// company's.
    private static func companyOnly(_ caller: Caller) -> Caller {
        var result = Caller()
        for (field, value) in caller.fields where field == .company || ColumnRole.addressParts.contains(field) {
            result[field] = value
        }
        if result[.company] == nil, caller[.firstName] == nil, caller[.lastName] == nil {
            result[.company] = caller[.displayName]
        }
        return result
    }
}
