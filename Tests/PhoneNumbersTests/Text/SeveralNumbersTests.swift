import Testing

@testable import PhoneNumbers

@Suite("A cell with several numbers")
struct SeveralNumbersTests {
    @Test(
        "Two numbers, whatever stands between them",
        arguments: [
            "030 23125123 / 030 23125124", "030 23125123/030 23125124", "030 23125123, 030 23125124", "030 23125123,030 23125124",
            "030 23125123 | 030 23125124", "030 23125123; 030 23125124;", "030 23125123 ::: 030 23125124",
            "030 23125123\n030 23125124", "030 23125123<br>030 23125124", "030 23125123<BR/>030 23125124",
            "030 23125123 oder 030 23125124", "030 23125123 od. 030 23125124", "030 23125123 und 030 23125124",
            "030 23125123 & 030 23125124", "+49 30 23125123 / +49 30 23125124", "+49 30 23125123 / 030 23125124",
            "030 23125123 u. 030 23125124", "(030) 23125-123 or (030) 23125-124", "030 23125123 (privat), 030 23125124 (Büro)",
            "privat 030 23125123, Büro 030 23125124", "030 23125123 (Büro 030 23125124)", "0049 30 23125123 - 0049 30 23125124",
            "030 23125123 030 23125124", "03023125123 03023125124", "030 23125123 (030 23125124)",
        ])
    func two(cell: String) {
        #expect(numbers(in: cell) == ["+493023125123", "+493023125124"])
    }

    @Test("Countries without a trunk prefix", arguments: ["202-555-0123 / 202-555-0124", "(202) 555-0123, (202) 555-0124"])
    func withoutTrunkPrefix(cell: String) {
        #expect(numbers(in: cell, region: "US") == ["+12025550123", "+12025550124"])
    }

    @Test(
        "One number with slashes and dashes in it stays one",
        arguments: [
            ("030/23125123", "+493023125123"), ("030 / 23125123", "+493023125123"), ("030/23125/10", "+49302312510"),
            ("030 - 23125123", "+493023125123"), ("030 – 23125 – 123", "+493023125123"), ("0049 (0)30/23125123", "+493023125123"),
        ])
    func one(cell: String, number: String) {
        #expect(numbers(in: cell) == [number])
    }

    @Test(
        "Direct dials belong to the number before them",
        arguments: [
            ("030 23125-127/-128", [127, 128]), ("030 23125-127/128", [127, 128]), ("030 23125127/28", [127, 128]),
            ("030 23125-127, -128 und -129", [127, 128, 129]), ("030 23125-110/-112/-114", [110, 112, 114]),
            ("Fax 030 23125-199, Tel -198", [199, 198]), ("030 23125-199 (-198)", [199, 198]),
            ("030 23125-127 bis 129", [127, 128, 129]), ("030 23125-127 bis -129", [127, 128, 129]),
            ("030 23125-127 – 129", [127, 128, 129]), ("030 23125-127–129", [127, 128, 129]),
            ("030 23125-127 - 129", [127, 128, 129]), ("030 23125-127…129", [127, 128, 129]),
            ("030 23125127 bis 29", [127, 128, 129]),
        ] as [(String, [Int])])
    func directDials(cell: String, dials: [Int]) {
        #expect(numbers(in: cell) == dials.map { "+493023125\($0)" })
    }

    @Test func directDialsOfAmerica() {
        #expect(numbers(in: "202-555-0123/24", region: "US") == ["+12025550123", "+12025550124"])
    }

    @Test("A range of lengths, and of one digit")
    func shortRanges() {
        #expect(
            numbers(in: "030 23125-9 bis 11")
                == ["+4930231259", "+49302312510", "+49302312511"])
        #expect(numbers(in: "030 23125-0 bis -2") == ["+4930231250", "+4930231251", "+4930231252"])
    }

    @Test("A range that is too long, or ends before it begins, gives its first number and a report")
    func unusableRanges() {
        #expect(numbers(in: "030 23125-100 bis -299") == ["+493023125100", "!range"])
        #expect(numbers(in: "030 23125-19 bis 10") == ["+49302312519", "!range"])
    }

    @Test("What is no number by itself is reported, not completed", arguments: ["030 23125123, 23125124", "030 23125123 / 17"])
    func incomplete(cell: String) {
        #expect(numbers(in: cell) == ["+493023125123", "!notANumber"])
    }
}
