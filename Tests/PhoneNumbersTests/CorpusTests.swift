import CallModel
import Glibc
import Testing

@testable import PhoneNumbers

@Suite("C8 Numbers: as the Python port of libphonenumber and the contract have it")
struct CorpusTests {
    @Test("Every line of the corpus reads as expected")
    func corpus() throws {
        let lines = try Corpus.lines()
        #expect(lines.count > 3_000)
        let wrong = lines.compactMap { line -> String? in
            let found = outcome(of: line.text, region: line.region)
            guard found != line.expected else { return nil }
            return "\(line.text.debugDescription) in \(line.region): \(found), not \(line.expected)"
        }
        #expect(wrong.isEmpty)
    }

    @Test("An index key is there exactly where a number is read, and is that number's")
    func keys() throws {
        for line in try Corpus.lines() {
            let region = Region(line.region)
            let read = try? reader.read(line.text, region: region)
            #expect(reader.key(line.text, region: region) == read?.key, "\(line.text.debugDescription) in \(line.region)")
        }
    }
}

/// Lines of `Resources/corpus.tsv`, which `Tests/BlackBox/number_corpus.py` writes.
enum Corpus {
    struct Line: Sendable {
        let text: String
        /// `-` for none.
        let region: String
        let expected: String
    }

    struct Malformed: Error {}

    static func lines(file: String = #filePath) throws -> [Line] {
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return try Self.contents(of: folder + "/Resources/corpus.tsv").split(separator: "\n").map { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count == 3 else { throw Malformed() }
            return Line(text: try Self.unescaped(columns[0]), region: String(columns[1]), expected: String(columns[2]))
        }
    }

    private static func contents(of path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw Malformed() }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = getc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Python's `unicode_escape`.
    private static func unescaped(_ text: Substring) throws -> String {
        var made = String.UnicodeScalarView()
        var rest = text.unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                made.append(scalar)
                continue
            }
            guard let kind = rest.popFirst() else { throw Malformed() }
            switch kind {
            case "\\": made.append("\\")
            case "t": made.append("\t")
            case "n": made.append("\n")
            case "r": made.append("\r")
            case "x", "u", "U":
                let digits = rest.prefix(kind == "x" ? 2 : kind == "u" ? 4 : 8)
                guard let value = UInt32(String(digits), radix: 16), let scalar = Unicode.Scalar(value) else { throw Malformed() }
                made.append(scalar)
                rest.removeFirst(digits.count)
            default: throw Malformed()
            }
        }
        return String(made)
    }
}
