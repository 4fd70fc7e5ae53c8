import CallModel
import Contacts

/// Tells telephone numbers from rooms, dates, sums and keys of customers, where no heading says what a text is.
///
/// It is stricter than reading: a text that might as well be something else is none.
struct NumberJudge: Sendable {
    let numbers: any NumberIndexer
    /// The region in which national writings are read.
    let region: Region?

    /// What a text is.
    enum Kind: Hashable {
        case blank, text
        /// Two to six digits and nothing else.
        case internalNumber
        /// A number that a numbering plan knows, written like one; with a plus, any that could be one.
        case fullNumber
    }

    /// Judges the first number of a text that may hold several.
    func kind(of text: UnsafeRawBufferPointer) -> Kind {
        var kind = Kind.blank
        NumberCell.forEachNumber(in: text) { part in
            if kind == .blank { kind = self.kind(ofOne: part) }
        }
        return kind
    }

    private func kind(ofOne text: UnsafeRawBufferPointer) -> Kind {
        let digits = text.count { Self.isDigit($0) }
        if (2...6).contains(text.count), digits == text.count { return .internalNumber }
        guard (7...20).contains(digits), text.count <= 60, !Self.isDate(text) else { return .text }
        if self.isWrittenLikeANumber(text, digits: digits) { return self.isKnown(text) ? .fullNumber : .text }
        // A spreadsheet has taken the plus or the zero away.
        guard digits == text.count, digits >= 10 else { return .text }
        var withPlus = [UInt8(ascii: "+")]
        withPlus.append(contentsOf: text)
        return withPlus.withUnsafeBytes { self.isKnown($0, in: self.region) } ? .fullNumber : .text
    }

    /// Whether a text has more digits than internal numbers have.
    @inline(__always)
    static func hasFullLength(_ text: some Sequence<UInt8>) -> Bool {
        var digits = 0
        for byte in text where Self.isDigit(byte) { digits += 1 }
        return digits > 6
    }

    /// Whether the text begins as numbers do: with a plus, a zero, a bracket, a scheme; or is a national number of a region that
    /// has no zero before it.
    private func isWrittenLikeANumber(_ text: UnsafeRawBufferPointer, digits: Int) -> Bool {
        if let first = text.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "0") || first == UInt8(ascii: "(") {
            return true
        }
        if text.starts(with: "tel:".utf8) || text.starts(with: "sip:".utf8) || text.starts(with: "sips:".utf8) { return true }
        guard let region, Self.regionsWithoutZero.contains(region.code) else { return false }
        return digits >= 8 && text.allSatisfy { Self.isDigit($0) || " -.()/".utf8.contains($0) }
    }

    /// Whether a numbering plan knows the number; `place` restricts it to one region.
    private func isKnown(_ text: UnsafeRawBufferPointer, in place: Region? = nil) -> Bool {
        guard let key = self.numbers.key(of: text, region: self.region) else {
            // Without a region national writings can't be read, but they can be seen.
            return self.region == nil && place == nil && text.first == UInt8(ascii: "0")
                && text.allSatisfy { Self.isDigit($0) || " -/()".utf8.contains($0) }
        }
        if key.isShort { return false }
        // A plus says enough: plans grow, and the library's data are of one day.
        if place == nil, text.first == UInt8(ascii: "+") { return true }
        guard let plan = self.numbers.plan(of: key), plan.type != .unknown else { return false }
        return place == nil || plan.region == place
    }

    /// Whether three groups of digits are a day: `01.02.2026`, `2026-02-01`.
    private static func isDate(_ text: UnsafeRawBufferPointer) -> Bool {
        let head = text.prefix { Self.isDigit($0) || ".-/".utf8.contains($0) }
        let groups = head.split(omittingEmptySubsequences: false) { !Self.isDigit($0) }
        let widths = groups.map(\.count)
        return [[2, 2, 4], [1, 2, 4], [2, 1, 4], [1, 1, 4], [2, 2, 2], [4, 2, 2]].contains(widths)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Regions of Europe and North America whose national numbers have no zero before them.
    private static let regionsWithoutZero: Set<String> = [
        "AD", "CA", "CY", "CZ", "DK", "EE", "ES", "GR", "IS", "LI", "LU", "LV", "MC", "MT", "NO", "PL", "PT", "SM", "US", "VA",
    ]
}
