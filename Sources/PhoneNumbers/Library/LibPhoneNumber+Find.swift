import CPhoneNumber
import CallModel

extension LibPhoneNumber {
    /// A number that stands in a text.
    struct Match: Equatable {
        /// Bytes of the text that the number and its extension take up.
        let range: Range<Int>
        /// The country calling code, 1–999.
        let countryCode: Int
        /// The national number.
        let national: DigitRun
        /// The extension; `nil` for none.
        let ext: String?
        /// The plan's judgement of its length; never impossible.
        let possibility: Possibility
    }

    /// The proof that the library wants of a number in a text.
    enum Leniency {
        /// Its length is possible; dates and prices are found too.
        case possible
        /// Its plan knows it, and it is written with the trunk prefix where its country writes one.
        case valid
    }

    /// The maximum number of bytes of a text that is searched.
    static let longestSearched = Int(CPN_FIND_LIMIT)

    /// Finds the numbers of a text in their order, at most `limit`.
    ///
    /// - Parameter text: UTF-8. What holds broken UTF-8 or control characters, or is longer than ``longestSearched``, gives none.
    /// - Complexity: 30–300 µs for a cell or a tag; tens of milliseconds for 2,048 bytes of digits and blanks.
    static func matches(in text: [UInt8], region: Region?, leniency: Leniency, limit: Int = 16) -> [Match] {
        text.withUnsafeBytes { self.matches(in: $0, region: region, leniency: leniency, limit: limit) }
    }

    /// Finds the numbers of a text that is lent.
    static func matches(in text: UnsafeRawBufferPointer, region: Region?, leniency: Leniency, limit: Int = 16) -> [Match] {
        withUnsafeTemporaryAllocation(of: cpn_match.self, capacity: limit) { found in
            let count = cpn_find(
                text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count, self.region(region),
                leniency == .valid ? CPN_FIND_VALID : CPN_FIND_POSSIBLE, found.baseAddress, limit)
            return found.prefix(max(0, Int(count))).compactMap(Match.init)
        }
    }
}

extension LibPhoneNumber.Match {
    /// `nil` for a number that is longer than any plan's.
    fileprivate init?(_ match: cpn_match) {
        let national = withUnsafeBytes(of: match.national) { DigitRun($0.prefix(Int(match.national_length))) }
        guard let national else { return nil }
        let ext = withUnsafeBytes(of: match.extension) {
            String(decoding: $0.prefix(Int(match.extension_length)), as: UTF8.self)
        }
        self.init(
            range: Int(match.start)..<Int(match.end), countryCode: Int(match.country_code), national: national,
            ext: ext.isEmpty ? nil : ext, possibility: LibPhoneNumber.possibility(match.possibility))
    }
}
