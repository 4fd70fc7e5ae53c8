import Testing

@testable import PhoneNumbers

@Suite("C14 Remarks, invisible characters and spreadsheets")
struct RemarkTests {
    @Test(
        "Remarks before and behind a number",
        arguments: [
            "030 23125123 (Büro)", "030-23125123 (Büro)", "Büro: 030 23125123", "Tel. 030 23125123 nach 18 Uhr",
            "030 23125123 18 Uhr", "030 23125123 (9-17 Uhr)", "030 23125123 ab 18:30", "030 23125123 privat",
            "+49 30 23125123 privat", "030 23125123 (privat, nur abends)", "030 23125123 seit 01.02.2024",
            "030 23125123 2. Stock",
            "030 23125123;geheim", "Raum 12 030 23125123", "0049 30 23125123 (neu!)", "☎ 030 23125123", "'+49 30 23125123",
            "=\"03023125123\"", "030 23125123,", "T: +49 30 23125123 F",
        ])
    func remarks(cell: String) {
        #expect(numbers(in: cell) == ["+493023125123"])
    }

    @Test(
        "Characters that nobody sees, and digits of other scripts",
        arguments: [
            "+49 \u{200E}30 23125123", "+49\u{FE0D}-30-23125123", "030\u{200C} 23125123", "\u{202A}+493023125123\u{202C}",
            "\u{FEFF}030 23125123", "030 23125\u{AD}123", "030\u{2060}23125123", "030\u{202F}23125\u{2009}123",
            "030\u{A0}23125123",
            "０３０ ２３１２５１２３", "＋４９ ３０ ２３１２５１２３", "٠٣٠ ٢٣١٢٥١٢٣", "030‑23125‐123", "030 23125−123", "\u{200B}030 23125123 (Büro)",
        ])
    func invisible(cell: String) {
        #expect(numbers(in: cell) == ["+493023125123"])
    }

    @Test(
        "Numbers that a spreadsheet holds as decimal fractions",
        arguments: [
            ("3023125123.0", "+493023125123"), ("3023125123,0", "+493023125123"), ("3023125123.00", "+493023125123"),
            ("030 23125123.0", "+493023125123"),
            ("+493023125123.0", "+493023125123"),
            ("493023125123.0", "+493023125123"),
            ("4.93023125123E+11", "+493023125123"), ("4,93023125123E+11", "+493023125123"), ("3.023125123E9", "+493023125123"),
        ])
    func fractions(cell: String, number: String) {
        #expect(numbers(in: cell) == [number])
    }

    @Test("Digits that may be E.164 without its plus sign have two readings, as they have without a fraction")
    func twoReadings() {
        #expect(numbers(in: "4915223433301.0") == ["+494915223433301", "or +4915223433301"])
        #expect(numbers(in: "4915223433301") == ["+494915223433301", "or +4915223433301"])
        #expect(numbers(in: "493023125123.0", region: nil) == ["+493023125123"])
    }

    @Test("Lost digits are not made up", arguments: ["4.9302312E+11", "4,93023E+11", "4.93E+11", "493E+11", "4.9302312512E+11"])
    func lost(cell: String) {
        #expect(numbers(in: cell) == ["!lostDigits"])
    }

    @Test(
        "Stems of blocks",
        arguments: ["030 23125-*", "030 23125*", "030 23125-* (Zentrale)", "030 23125 *", "030 23125-xx", "030 23125-XXX"])
    func stems(cell: String) {
        let entries = numbers(in: cell)
        #expect(entries.count == 1 && entries[0].hasPrefix("stem:030 23125"))
    }

    @Test(
        "A date in the wrong column is no number",
        arguments: [
            "28.11.2026", "2026-11-28", "1.2.2026", "28.11.26", "28-11-26", "11/28/2026", "2026-11-28 14:30",
            "2026-11-28T14:30:05Z",
            "01.02.2026", "28/11/2026",
        ])
    func dates(cell: String) {
        #expect(numbers(in: cell) == ["!notANumber"])
    }

    @Test(
        "Groups of digits that name no day are numbers",
        arguments: [("030.23125.123", "+493023125123"), ("030-2312-5123", "+493023125123")])
    func noDates(cell: String, number: String) {
        #expect(numbers(in: cell) == [number])
    }

    @Test("Internal numbers stand alone", arguments: [("4711", "short:4711"), (" 12 ", "short:12"), ("tel:4711", "short:4711")])
    func alone(cell: String, number: String) {
        #expect(numbers(in: cell) == [number])
    }

    @Test(
        "What is no number is reported",
        arguments: [
            "Room 4711", "4711@pbx.example", "sip:4711@pbx.example", "0", "00", "-1", "n/a", "-", "?", "anna@acme.example",
            "*31#03023125123", "12/26", "E12", "4E11", "privat", "unknown", "ext. 7",
        ])
    func noNumber(cell: String) {
        #expect(numbers(in: cell) == ["!notANumber"])
    }

    @Test("Nothing stands before a semicolon alone", arguments: ["4711;12", "4711, 4712", "4711 (Pforte)"])
    func notAlone(cell: String) {
        #expect(numbers(in: cell).allSatisfy { $0 == "!notANumber" })
    }

    @Test("Blank fields hold nothing", arguments: ["", " ", "\n", "|", "\u{200B}"])
    func blank(cell: String) {
        #expect(numbers(in: cell).isEmpty)
    }

    @Test func longTextsAreReported() {
        #expect(numbers(in: String(repeating: "030 23125123, ", count: 400)) == ["!tooLong"])
        #expect(numbers(in: "030 23125123\n" + String(repeating: "1 ", count: 200)) == ["+493023125123", "!tooLong"])
    }

    @Test func withoutRegionOnlyInternationalWritingsAreRead() {
        #expect(numbers(in: "+49 30 23125123 (Büro)", region: nil) == ["+493023125123"])
        #expect(numbers(in: "030 23125123 (Büro)", region: nil) == ["!notANumber"])
    }
}
