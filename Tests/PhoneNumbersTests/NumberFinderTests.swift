import CallModel
import Testing

@testable import PhoneNumbers

@Suite("Numbers found in sentences")
struct NumberFinderTests {
    private static let germany = Region("DE")

    @Test(
        "A text holds a number wherever it stands",
        arguments: ["Büro: 030 23125123 (privat)", "ruft an +1 202 555 0123", "030/23125123", "０３０ ２３１２５１２３"])
    func textWithNumber(text: String) {
        #expect(reader.holdsNumber(text, region: Self.germany))
    }

    @Test("Words, orders and broken text hold none", arguments: ["Rückruf", "Auftrag 4711", "23125123", "", "030\u{0}23125123"])
    func textWithoutNumber(text: String) {
        #expect(!reader.holdsNumber(text, region: Self.germany))
    }

    @Test func placesAreBytes() {
        let found = LibPhoneNumber.matches(in: Array("Büro 030 23125123 ext. 7".utf8), region: Self.germany, leniency: .valid)
        #expect(found.map(\.range) == [6..<25])
        #expect(found.map(\.national.text) == ["3023125123"])
        #expect(found.map(\.ext) == ["7"])
        #expect(found.map(\.countryCode) == [49])
    }

    @Test func leadingZerosOfItalyStay() {
        let found = LibPhoneNumber.matches(in: Array("tel. +39 06 6982 0000".utf8), region: nil, leniency: .valid)
        #expect(found.map(\.national.text) == ["0669820000"])
    }

    @Test func theResultIsBounded() {
        let text = Array(repeating: "030 23125123", count: 20).joined(separator: ", ")
        #expect(LibPhoneNumber.matches(in: Array(text.utf8), region: Self.germany, leniency: .valid, limit: 3).count == 3)
    }

    @Test(
        "Bytes that the library must not see give nothing", arguments: [[0xFF], [0xC3], [0x00], [0xED, 0xA0, 0x80]] as [[UInt8]])
    func brokenBytes(bytes: [UInt8]) {
        let text = Array("030 23125123 ".utf8) + bytes
        #expect(LibPhoneNumber.matches(in: text, region: Self.germany, leniency: .valid).isEmpty)
    }

    @Test func longTextsAreNotSearched() {
        let text = [UInt8](repeating: 0x20, count: LibPhoneNumber.longestSearched) + Array("030 23125123".utf8)
        #expect(LibPhoneNumber.matches(in: text, region: Self.germany, leniency: .valid).isEmpty)
    }

    @Test func possibleNumbersNeedNoTrunkPrefix() {
        let found = LibPhoneNumber.matches(in: Array("23125123".utf8), region: Self.germany, leniency: .possible)
        #expect(found.map(\.national.text) == ["23125123"])
    }
}
