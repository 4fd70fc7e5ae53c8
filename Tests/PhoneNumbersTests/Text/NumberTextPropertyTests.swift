import TestSupport
import Testing

@testable import PhoneNumbers

@Suite("No cell yields a number that is not in it")
struct NumberTextPropertyTests {
    private static let pieces = [
        "030 23125123", "+49 30 23125124", "(202) 555-0123", "0049 30 231", "25-", "-128", "127", " / ", "/", ", ", ",", ";",
        ",,", " | ",
        " und ", " oder ", "p4711", " w 12", " App. 7", " DW 12", "ext.", " (Büro)", "privat ", " nach 18 Uhr", "FLOWERS",
        "1-800-", ".0",
        "E+11", "*", "#", "+", "0", "7", " ", "\u{200E}", "٣", "４", ":", "tel:", "@pbx.example", "(", ")", ".", "x",
        "\n",
        "\u{0}", "ß", "=", "\"", "'", "0171 2345678", "01.02.2024",
    ]

    /// Ranges are left out: the numbers between their ends stand in no cell.
    @Test("Digits of a number stand in the cell, in their order", arguments: 0..<8)
    func digitsAreInTheCell(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<(isLong ? 20_000 : 1_500) {
            let cell = (0..<Int.random(in: 1...7, using: &dice)).map { _ in Self.pieces.randomElement(using: &dice)! }.joined()
            for region in ["DE", "US"] {
                for entry in numbers(in: cell, region: region) where entry.hasPrefix("+") {
                    #expect(
                        Self.holds(cell, entry.dropFirst(), code: region == "DE" ? "49" : "1"), "\(region): \(cell) gave \(entry)"
                    )
                }
            }
        }
    }

    /// Whether the digits, or those behind the region's country calling code, are a subsequence of the cell's, its letters read
    /// as on a keypad.
    private static func holds(_ cell: String, _ number: Substring, code: String) -> Bool {
        let digits = cell.unicodeScalars.compactMap { scalar -> Character? in
            if let digit = scalar.properties.numericType == .decimal ? scalar.properties.numericValue : nil {
                return Character("\(Int(digit))")
            }
            let keys = Array("22233344455566677778889999")
            let place = Int(scalar.value | 0x20) - 0x61
            return keys.indices.contains(place) ? keys[place] : nil
        }
        let candidates = number.hasPrefix(code) ? [number, number.dropFirst(code.count)] : [number]
        return candidates.contains { self.isSubsequence($0, of: digits) }
    }

    private static func isSubsequence(_ number: Substring, of digits: [Character]) -> Bool {
        var rest = digits[...]
        for digit in number {
            guard let place = rest.firstIndex(of: digit) else { return false }
            rest = rest[(place + 1)...]
        }
        return true
    }

    @Test("Any bytes are read without a fault, and never without a word", arguments: 0..<4)
    func anyBytes(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
            let cell = String(decoding: bytes, as: UTF8.self)
            if bytes.contains(where: ASCII.isDigit) { #expect(!numbers(in: cell).isEmpty) } else { _ = numbers(in: cell) }
        }
    }
}
