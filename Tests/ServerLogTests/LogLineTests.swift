import CallModel
import Logging
import StrictJSON
import Testing

@testable import ServerLog

@Suite("A line of the log")
struct LogLineTests {
    private static let noon = WallTime(milliseconds: 1_795_348_800_000)

    private static func written(_ line: LogLine, _ format: LogOptions.Format = .text) -> String {
        String(decoding: line.encoded(at: Self.noon, as: format), as: UTF8.self)
    }

    @Test("As text: time, level, message, and metadata by name")
    func text() {
        let line = LogLine(level: .warning, message: "a lookup was slow", metadata: ["status": "partial", "elapsedMs": "1700"])
        #expect(Self.written(line) == "\(Self.noon) warning a lookup was slow elapsedMs=1700 status=partial\n")
    }

    @Test("Values that could be mistaken are quoted", arguments: [("", "\"\""), ("a b", "\"a b\""), ("a\"b", #""a\"b""#)])
    func quoting(value: String, written: String) {
        #expect(Self.written(LogLine(level: .info, message: "m", metadata: ["v": value])).hasSuffix(" m v=\(written)\n"))
    }

    @Test("As JSON: one object a line, metadata in an object of its own")
    func json() throws {
        let line = LogLine(level: .error, message: "\"quoted\"\nand broken", metadata: ["time": "another"])
        let object = try #require(try StrictJSON.parse(line.encoded(at: Self.noon, as: .json).dropLast()).objectValue)
        #expect(object["time"]?.stringValue == "\(Self.noon)" && object["level"]?.stringValue == "error")
        #expect(object["message"]?.stringValue == "\"quoted\"\nand broken")
        #expect(object["metadata"]?.objectValue?["time"]?.stringValue == "another")
    }

    @Test("Whatever is said, it is one line", arguments: LogOptions.Format.allCases)
    func oneLine(format: LogOptions.Format) {
        let line = LogLine(level: .info, message: "a\nb\rc\u{1B}[2J\u{2028}d", metadata: ["x\n": "y\nz"])
        let text = Self.written(line, format)
        #expect(text.unicodeScalars.filter { $0.properties.generalCategory == .control } == ["\n"] && text.hasSuffix("\n"))
    }

    @Test("Whatever is said, a pipe takes it at once", arguments: LogOptions.Format.allCases, ["x", "\u{1}", "é", "\""])
    func length(format: LogOptions.Format, character: String) throws {
        let long = String(repeating: character, count: 10_000)
        let metadata = Dictionary(uniqueKeysWithValues: (0..<100).map { ("\($0)" + long, long) })
        let line = LogLine(level: .info, message: long, metadata: metadata).encoded(at: Self.noon, as: format)
        #expect(line.count <= LogLine.mostBytes && line.count > 1_000)
        if format == .json { _ = try StrictJSON.parse(line.dropLast()) }
    }

    @Test("What fits is not cut")
    func whole() {
        let message = String(repeating: "x", count: 4_000)
        #expect(Self.written(LogLine(level: .info, message: message)).contains(message))
    }
}
