import CallModel
import OutboundHTTP
import Testing

@Suite("A21 A22 Retry-After is read and clamped")
struct RetryAfterTests {
    /// 2026-11-22T10:15:00Z, a Sunday.
    private let now = WallTime(milliseconds: 1_795_342_500_000)

    @Test(
        "Seconds, clamped to 1…300",
        arguments: [
            ("30", 30), ("0", 1), ("1", 1), ("300", 300), ("301", 300), ("1000000000", 300), ("99999999999999999999999", 300),
            ("-5", 1), (" 7 ", 7),
        ])
    func seconds(text: String, seconds: Int) {
        #expect(RetryAfter.parse(text, now: self.now) == .seconds(seconds))
    }

    @Test(
        "Dates in the three writings of RFC 9110",
        arguments: [
            ("Sun, 22 Nov 2026 10:15:30 GMT", 30), ("Sunday, 22-Nov-26 10:16:00 GMT", 60), ("Sun Nov 22 10:15:45 2026", 45),
            ("Mon Dec  7 10:15:45 2026", 300), ("Sun, 22 Nov 2026 10:14:00 GMT", 1), ("Thu, 01 Jan 1970 00:00:00 GMT", 1),
            ("Fri, 31 Dec 9999 23:59:60 GMT", 300), ("Sun, 29 Feb 2032 00:00:00 GMT", 300),
        ])
    func dates(text: String, seconds: Int) {
        #expect(RetryAfter.parse(text, now: self.now) == .seconds(seconds))
    }

    @Test(
        "Garbage says nothing",
        arguments: [
            "", " ", "soon", "30s", "3.5", "+30", "0x1E", "--5", "-", "Sun, 22 Nov 2026 10:15:30 CET",
            "Sun, 22 Nov 2026 25:15:30 GMT",
            "Sun, 00 Nov 2026 10:15:30 GMT", "Sun, 22 Foo 2026 10:15:30 GMT", "22 Nov 2026", "Sun, 22 Nov 26 10:15:30 GMT",
            "\u{661}\u{662}",
        ])
    func garbage(text: String) {
        #expect(RetryAfter.parse(text, now: self.now) == nil)
    }
}
