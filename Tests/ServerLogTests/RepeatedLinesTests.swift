import CallModel
import Logging
import Testing

@testable import ServerLog

@Suite("Repeated lines")
struct RepeatedLinesTests {
    private static func line(_ message: String = "again") -> LogLine { LogLine(level: .warning, message: message) }
    private static func at(_ seconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    @Test("Of equal lines five a minute are written, the others counted")
    func counting() {
        var lines = RepeatedLines()
        #expect((0..<30).map { lines.admits(Self.line(), at: Self.at($0)) } == (0..<30).map { $0 < 5 })
        #expect(lines.due(at: Self.at(59)) == [])
        let summary = lines.due(at: Self.at(60))
        #expect(summary.map(\.count) == [25])
        #expect(summary.map(\.said.message) == ["again (25 more in the last minute)"])
        #expect(lines.due(at: Self.at(200)) == [])
        #expect(lines.admits(Self.line(), at: Self.at(200)) == true)
    }

    @Test("Lines that differ anywhere are not the same")
    func difference() {
        var lines = RepeatedLines()
        for number in 0..<20 {
            #expect(lines.admits(LogLine(level: .info, message: "m", metadata: ["n": "\(number)"]), at: Self.at(0)) == true)
            #expect(lines.admits(Self.line("\(number)"), at: Self.at(0)) == true)
        }
    }

    @Test("What was repeated seldom is not told of")
    func seldom() {
        var lines = RepeatedLines()
        for second: Int64 in 0..<5 { #expect(lines.admits(Self.line(), at: Self.at(second)) == true) }
        #expect(lines.due(at: Self.at(60)) == [])
    }

    @Test("At the end all is told, with the time that it took")
    func end() {
        var lines = RepeatedLines()
        for _ in 0..<6 { _ = lines.admits(Self.line("a"), at: Self.at(0)) }
        for _ in 0..<8 { _ = lines.admits(Self.line("b"), at: Self.at(2)) }
        let said = lines.due(at: Self.at(12), all: true).map(\.said.message)
        #expect(said == ["a (1 more in the last 12 s)", "b (3 more in the last 10 s)"])
    }

    @Test("However many different lines there are, few are watched, and all are written")
    func bound() {
        var lines = RepeatedLines()
        for number in 0..<10_000 { #expect(lines.admits(Self.line("\(number)"), at: Self.at(0)) == true) }
        for _ in 0..<20 { #expect(lines.admits(Self.line("9999"), at: Self.at(1)) == true) }
        for number in 0..<4 { #expect(lines.admits(Self.line("7"), at: Self.at(1)) == true, "\(number)") }
        #expect(lines.admits(Self.line("7"), at: Self.at(1)) == false)
    }
}
