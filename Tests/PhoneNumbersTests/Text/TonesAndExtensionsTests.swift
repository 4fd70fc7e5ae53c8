import Testing

@testable import PhoneNumbers

@Suite("Tones and extensions behind a number")
struct TonesAndExtensionsTests {
    @Test(
        "What follows a pause is no number and no extension of this house",
        arguments: [
            "+493023125123;4711", "+493023125123,,4712#", "+493023125123,1234567890", "030 23125123p4711", "030 23125123 w 12",
            "030 23125123P4711W12#", "tel:+493023125123,,4711#", "030 23125123,,1,,000000000#,,,2", "030 23125123pp22",
        ])
    func tones(cell: String) {
        #expect(numbers(in: cell) == ["+493023125123"])
    }

    @Test func americanConference() {
        #expect(numbers(in: "(202) 555-0123,,1,,000000000#,,,2", region: "US") == ["+12025550123"])
    }

    @Test(
        "Extension words of German, Austrian and Swiss books, with and without digits",
        arguments: [
            "030 23125123 App. 7", "030 23125123 Apparat 7", "030 23125123 Durchwahl 3", "030 23125123 DW 3",
            "030 23125123 DW: 31",
            "030 23125123 - Kl. 31", "030 23125123 Klappe 31", "030 23125123 (NSt. 31)", "030 23125123 Nebenstelle 31",
            "030 23125123 ext.", "030 23125123 ext", "030 23125123 x12", "030 23125123;ext=5", "tel:+49-30-23125123;ext=5",
            "tel:+493023125123;isub=12345", "+49 30 23125123 ext. 7", "030 23125123 App.7 (Büro)",
        ])
    func extensions(cell: String) {
        #expect(numbers(in: cell) == ["+493023125123"])
    }

    @Test(
        "Letters are digits only where the plan has a number of that length",
        arguments: [
            ("1-800-FLOWERS", "US", "+18003569377"), ("1-800-ELEPHANT", "US", "+18003537426"),
            ("1-800-GOT-JUNK", "US", "+18004685865"),
            ("+1 800 FLOWERS", "DE", "+18003569377"), ("Call 1-800-FLOWERS now", "US", "+18003569377"),
            ("0800 FLOWERS", "DE", "+498003569377"),
        ])
    func vanity(cell: String, region: String, number: String) {
        #expect(numbers(in: cell, region: region) == [number])
    }

    @Test("Words are no digits", arguments: ["030 FLOWERS", "0800 privat", "Büro", "1-800-FLOWERS"])
    func noVanity(cell: String) {
        #expect(numbers(in: cell) == ["!notANumber"])
    }
}
