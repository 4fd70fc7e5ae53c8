import CallModel
import Testing

@Suite("Dates and times as RFC 3339 has them")
struct WallTimeTests {
    @Test(
        "They are read with any offset, and written in UTC",
        arguments: [
            ("2026-11-22T10:15:00.000Z", "2026-11-22T10:15:00.000Z"), ("2026-11-22T10:15:00Z", "2026-11-22T10:15:00.000Z"),
            ("2026-11-22t10:15:00z", "2026-11-22T10:15:00.000Z"), ("2026-11-22T11:15:00+01:00", "2026-11-22T10:15:00.000Z"),
            ("2026-11-22T00:15:00-10:00", "2026-11-22T10:15:00.000Z"), ("2026-11-22T10:15:00+00:00", "2026-11-22T10:15:00.000Z"),
            ("2026-11-22T10:15:00-00:00", "2026-11-22T10:15:00.000Z"), ("2026-11-23T00:00:00+13:45", "2026-11-22T10:15:00.000Z"),
            ("2027-01-01T00:59:59.999+01:00", "2026-12-31T23:59:59.999Z"),
            ("2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00.000Z"),
        ])
    func offsets(text: String, utc: String) {
        #expect(WallTime(rfc3339: text)?.description == utc)
    }

    @Test(
        "Fractions are milliseconds, and what is finer is cut",
        arguments: [
            (".0", 0), (".1", 100), (".12", 120), (".123", 123), (".1239", 123), (".999999999", 999), (".009", 9), (".0009", 0),
        ])
    func fractions(fraction: String, milliseconds: Int64) {
        #expect(WallTime(rfc3339: "1970-01-01T00:00:00\(fraction)Z")?.milliseconds == milliseconds)
    }

    @Test(
        "The calendar is right at its corners",
        arguments: [
            ("1970-01-01T00:00:00.000Z", 0), ("1969-12-31T23:59:59.999Z", -1), ("2000-02-29T00:00:00.000Z", 951_782_400_000),
            ("2000-03-01T00:00:00.000Z", 951_868_800_000), ("2024-02-29T12:00:00.000Z", 1_709_208_000_000),
            ("2026-12-31T23:59:59.000Z", 1_798_761_599_000), ("2100-03-01T00:00:00.000Z", 4_107_542_400_000),
            ("0000-01-01T00:00:00.000Z", -62_167_219_200_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
            ("1900-03-01T00:00:00.000Z", -2_203_891_200_000), ("1600-02-29T00:00:00.000Z", -11_670_998_400_000),
        ])
    func corners(text: String, milliseconds: Int64) {
        #expect(WallTime(rfc3339: text) == WallTime(milliseconds: milliseconds))
        #expect(WallTime(milliseconds: milliseconds).description == text)
    }

    @Test("A leap second counts as the one before it")
    func leapSecond() {
        #expect(WallTime(rfc3339: "2016-12-31T23:59:60Z") == WallTime(rfc3339: "2016-12-31T23:59:59Z"))
        #expect(WallTime(rfc3339: "2016-12-31T23:59:60.250Z")?.description == "2016-12-31T23:59:59.250Z")
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", "2026-11-22", "10:15:00Z", "2026-11-22T10:15:00", "2026-11-22 10:15:00Z", "2026-11-22T10:15Z",
            "2026-11-22T10:15:00.Z", "2026-11-22T10:15:00,5Z", "2026-11-22T10:15:00Z ", " 2026-11-22T10:15:00Z",
            "2026-11-22T10:15:00+1:00", "2026-11-22T10:15:00+0100", "2026-11-22T10:15:00+24:00", "2026-11-22T10:15:00+01:60",
            "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z", "2026-11-22T10:15:61Z", "2026-00-22T10:15:00Z",
            "2026-13-22T10:15:00Z", "2026-11-00T10:15:00Z", "2026-11-31T10:15:00Z", "2026-02-29T10:15:00Z",
            "1900-02-29T10:15:00Z", "2100-02-29T10:15:00Z", "26-11-22T10:15:00Z", "+2026-11-22T10:15:00Z",
            "2026-11-22T10:15:00ZZ", "２026-11-22T10:15:00Z", "2026-11-22T10:15:00\u{0}Z", "2026-W47-7T10:15:00Z",
        ])
    func refused(text: String) {
        #expect(WallTime(rfc3339: text) == nil)
    }

    @Test("What is written is read as the same, at all times of day, over five centuries")
    func roundTrip() {
        for step in Int64(-60_000)..<80_000 {
            let time = WallTime(milliseconds: step * (86_400_000 + 25_345_678))
            if WallTime(rfc3339: time.description) != time { Issue.record("\(time.milliseconds)") }
        }
    }

    @Test("24 bytes are appended, and nothing before them changes")
    func appending() {
        var bytes = Array("at ".utf8)
        WallTime(milliseconds: 1_795_255_200_007).append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "at 2026-11-21T10:00:00.007Z")
    }

    @Test("Spans are counted in milliseconds, forwards and backwards")
    func spans() {
        let time = WallTime(milliseconds: 1_000)
        #expect(time + .seconds(2) == WallTime(milliseconds: 3_000))
        #expect(time + .microseconds(999) == time)
        #expect(WallTime(milliseconds: 3_500) - time == .milliseconds(2_500))
        #expect(time - WallTime(milliseconds: 3_500) == .milliseconds(-2_500))
        #expect(time < WallTime(milliseconds: 1_001))
    }
}
