internal import CallModel
internal import Logging
internal import StrictJSON

/// One line of the log without its time; equal lines say the same.
struct LogLine: Hashable, Sendable {
    /// A line with its end has at most so many bytes: a pipe takes that many at once or not at all (`PIPE_BUF`), so that lines of
    /// two writers of one pipe never mix.
    static let mostBytes = 4_096
    /// Bytes of each text in turn, where a line would be longer than that.
    private static let cuts = [1_024, 256, 64, 16]
    /// More than any of ours has; a line of so many short ones still fits.
    private static let mostMetadata = 16

    let level: Logger.Level
    var message: String
    /// Names and values, ordered by name.
    let metadata: [Entry]

    struct Entry: Hashable, Sendable {
        let name: String
        let value: String
    }

    init(level: Logger.Level, message: String, metadata: [String: String] = [:]) {
        self.level = level
        self.message = message
        self.metadata = metadata.sorted { $0.key < $1.key }.prefix(Self.mostMetadata).map { Entry(name: $0.key, value: $0.value) }
    }

    /// The line as it is written, with its end; at most ``mostBytes`` bytes, for which long texts are cut.
    func encoded(at time: WallTime, as format: LogOptions.Format) -> [UInt8] {
        var line = self.written(time, format, cut: nil)
        for cut in Self.cuts where line.count > Self.mostBytes { line = self.written(time, format, cut: cut) }
        return line
    }

    private func written(_ time: WallTime, _ format: LogOptions.Format, cut: Int?) -> [UInt8] {
        func text(_ whole: String) -> String { cut.map { whole.cut(toBytes: $0) } ?? whole }
        switch format {
        case .text:
            var line = "\(time) \(self.level.rawValue) \(text(self.message).onOneLine)"
            for entry in self.metadata { line += " \(text(entry.name).onOneLine)=\(text(entry.value).asValue)" }
            return Array(line.utf8) + [UInt8(ascii: "\n")]
        case .json:
            var writer = JSONWriter(capacity: 256)
            writer.object { writer in
                writer.member("time", time.description)
                writer.member("level", self.level.rawValue)
                writer.member("message", text(self.message))
                guard !self.metadata.isEmpty else { return }
                writer.object("metadata") { writer in
                    for entry in self.metadata { writer.member(text(entry.name), text(entry.value)) }
                }
            }
            return writer.bytes + [UInt8(ascii: "\n")]
        }
    }
}

extension String {
    /// The text up to `count` bytes, with `…` where something is missing.
    fileprivate func cut(toBytes count: Int) -> String {
        guard self.utf8.count > count else { return self }
        var kept = String.UnicodeScalarView()
        var bytes = 0
        for scalar in self.unicodeScalars {
            bytes += scalar.utf8.count
            guard bytes <= count else { break }
            kept.append(scalar)
        }
        return String(kept) + "…"
    }

    /// The text with control characters written out, so that it neither ends a line nor moves a terminal's cursor.
    fileprivate var onOneLine: String {
        guard self.unicodeScalars.contains(where: \.breaksLine) else { return self }
        return self.unicodeScalars.reduce(into: "") { text, scalar in
            text += scalar.breaksLine ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
    }

    /// The text as the value of `name=`: in quotes where it has blanks or quotes, or is empty.
    fileprivate var asValue: String {
        let text = self.onOneLine
        guard text.isEmpty || text.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" }) else { return text }
        return "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}

extension Unicode.Scalar {
    fileprivate var breaksLine: Bool {
        switch self.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
