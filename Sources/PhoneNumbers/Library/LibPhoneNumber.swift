import CPhoneNumber
import CallModel

/// The face of libphonenumber, as far as it is used: no state of its own, any thread at any time.
enum LibPhoneNumber {
    /// A parsed text.
    struct Parsed {
        /// The country calling code, 1–999.
        let countryCode: Int
        /// The national number.
        let national: DigitRun
        /// Whether the region's international prefix, such as `00`, stood before it.
        let hadPrefix: Bool
        /// Whether a plus sign or that prefix stood before it, so that its country calling code was written.
        let isInternational: Bool
        /// The plan's judgement of its length.
        let possibility: Possibility
        /// The extension; `nil` for none.
        let ext: String?
    }

    /// Why a text was not parsed.
    enum Refusal: Error {
        /// Not written like a number.
        case notANumber
        /// No such country calling code, or a national writing without a region.
        case noCountry
        /// An international prefix with too little behind it, or too few digits.
        case tooShort
        /// More digits than any plan has.
        case tooLong
        /// Bytes that the library must not see, or no memory.
        case unusable
    }

    /// The library's judgement of a number's length: possible, possible within an area only, or neither.
    enum Possibility {
        case possible, localOnly, impossible
    }

    /// Reads `text` as the library does, in `region` where it is a national writing.
    static func parse(_ text: [UInt8], region: Region?) throws(Refusal) -> Parsed {
        var number = cpn_number()
        text.withUnsafeBytes { bytes in
            cpn_parse(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, Self.region(region), &number)
        }
        switch number.status {
        case CPN_PARSED: break
        case CPN_NOT_A_NUMBER: throw .notANumber
        case CPN_NO_COUNTRY: throw .noCountry
        case CPN_TOO_SHORT: throw .tooShort
        case CPN_TOO_LONG: throw .tooLong
        default: throw .unusable
        }
        let national = withUnsafeBytes(of: number.national) { DigitRun($0.prefix(Int(number.national_length))) }
        guard let national else { throw .unusable }
        let ext = withUnsafeBytes(of: number.extension) {
            String(decoding: $0.prefix(Int(number.extension_length)), as: UTF8.self)
        }
        return Parsed(
            countryCode: Int(number.country_code), national: national, hadPrefix: number.source == CPN_WITH_PREFIX,
            isInternational: number.source == CPN_WITH_PREFIX || number.source == CPN_WITH_PLUS,
            possibility: Self.possibility(number.possibility), ext: ext.isEmpty ? nil : ext)
    }

    /// Whether the numbering plan knows the number.
    static func isValid(countryCode: Int, national: DigitRun) -> Bool {
        national.withCharacters { cpn_is_valid(Int32(countryCode), $0, national.count) != 0 }
    }

    /// The plan's judgement of the number's length.
    static func possibility(countryCode: Int, national: DigitRun) -> Possibility {
        self.possibility(national.withCharacters { cpn_possible(Int32(countryCode), $0, national.count) })
    }

    /// The region's country calling code; `nil` where the library does not know the region.
    static func countryCode(of region: Region) -> Int? {
        let code = cpn_country_code(self.region(region))
        return code == 0 ? nil : Int(code)
    }

    /// The region's trunk prefix, such as 0; empty for none.
    static func trunkPrefix(of region: Region) -> DigitRun {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 8) { buffer in
            let count = cpn_trunk_prefix(self.region(region), buffer.baseAddress!, buffer.count)
            return DigitRun(UnsafeRawBufferPointer(buffer).prefix(count)) ?? DigitRun()
        }
    }

    /// Loads what all numbers need; the first number of a country still takes up to 0.5 ms. `false` where the library does not work.
    static func warmUp() -> Bool { cpn_warm_up() != 0 }

    /// The region as the library's face takes it.
    static func region(_ region: Region?) -> cpn_region {
        guard let region else { return cpn_region(code: (0, 0)) }
        let letters = PackedRegion(region).letters
        return cpn_region(code: (CChar(letters.0), CChar(letters.1)))
    }

    /// The library's word for a length as ours.
    static func possibility(_ possibility: cpn_possibility) -> Possibility {
        switch possibility {
        case CPN_POSSIBLE: .possible
        case CPN_LOCAL_ONLY: .localOnly
        default: .impossible
        }
    }
}

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
