import CallModel
import Testing

@Suite("Unix time in seconds")
struct UnixTimeTests {
    @Test(
        "A number is read to the millisecond",
        arguments: [
            ("0", 0), ("1764410400", 1_764_410_400_000), ("1764410400.25", 1_764_410_400_250),
            ("1764410400.123999", 1_764_410_400_123),
            ("1764410400.001", 1_764_410_400_001), ("1.7644104e9", 1_764_410_400_000), ("17644104E2", 1_764_410_400_000),
            ("-1.5", -1_500),
            ("-0", 0), ("253402300799.999", 253_402_300_799_999), ("-62167219200", -62_167_219_200_000),
        ] as [(String, Int64)])
    func numbers(literal: String, milliseconds: Int64) {
        #expect(WallTime(unixSeconds: literal)?.milliseconds == milliseconds)
    }

    @Test(
        "What no calendar has, and what is no number, is no time",
        arguments: [
            "", "-", ".", "1.", ".5", "1764410400000", "253402300800", "-62167219201", "1e300", "-1e300", "nan", "inf", "0x10",
            " 1", "1 ",
            "99999999999999999999", "1e15", "--1", "1.2.3",
        ])
    func others(literal: String) {
        #expect(WallTime(unixSeconds: literal) == nil)
    }
}
