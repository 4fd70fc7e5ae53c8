import Application
import CallModel
import NIOCore
import SessionTestSupport
import Sessions
import Testing

@testable import CallcardServer

@Suite("S44 F8 Reports as CSV")
struct ReportCSVTests {
    /// The cell of a service's name, which is its owner's text.
    private func cell(_ name: String) throws -> String {
        let row = try #require(ReportRow.rows(of: .taken, serviceName: name).first)
        let before = "\"c-4711\",\"support\","
        let after =
            ",\"anna@example.com\",\"inbound\",\"accepted\",\"done\",2026-11-21T10:00:00.000Z,2026-11-21T10:01:00.000Z,9000,5000,,51000,1,,,,\r\n"
        try #require(row.csv.hasPrefix(before) && row.csv.hasSuffix(after))
        return String(row.csv.dropFirst(before.count).dropLast(after.count))
    }

    @Test("There are as many cells as columns, whatever is empty", arguments: [CallSession.taken, .taken.concluded(by: anna)])
    func columns(session: CallSession) throws {
        let row = try #require(ReportRow.rows(of: session, serviceName: "Support").first)
        #expect(row.csv.split(separator: ",", omittingEmptySubsequences: false).count == ReportRow.csvColumns.count)
        #expect(Set(ReportRow.csvColumns).count == ReportRow.csvColumns.count)
        #expect(ReportRow.csvHeading.hasSuffix("tags,savedAt\r\n"))
    }

    @Test(
        "Quotes are around each text, and doubled within; what is empty has none",
        arguments: [
            ("Support", "Support"), ("a b", "a b"), ("a;b", "a;b"), ("a'b", "a'b"), ("a,b", "a,b"), (",", ","), ("\"", "\"\""),
            ("a \"b\" c", "a \"\"b\"\" c"), ("a\r\nb", "a\r\nb"), ("a\tb", "a\tb"), ("a\u{7F}b", "a\u{7F}b"), ("Größe", "Größe"),
        ])
    func quoting(name: String, content: String) throws {
        #expect(try self.cell(name) == "\"\(content)\"")
        #expect(try self.cell("") == "")
    }

    @Test(
        "What a spreadsheet would compute has an apostrophe in front",
        arguments: [
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"), ("\n=1", "'\n'=1"), ("\r\n=1", "'\r\n'=1"), ("\u{FF1D}1", "'\u{FF1D}1"),
            ("\u{FF0B}1", "'\u{FF0B}1"), ("\u{FF0D}1", "'\u{FF0D}1"), ("\u{FF20}A", "'\u{FF20}A"), ("\u{FE66}1", "'\u{FE66}1"),
            ("=\"a\",1", "'=\"\"a\"\",1"), ("=\u{308}1", "'=\u{308}1"), (" =1", " '=1"), ("\u{200B}=1", "\u{200B}'=1"),
        ])
    func formulas(name: String, content: String) throws {
        #expect(try self.cell(name) == "\"\(content)\"")
    }

    @Test(
        "X14 So has what begins a cell for a reader that divides lines elsewhere",
        arguments: [
            ("vip;=1+1", "vip;'=1+1"), ("vip; =1+1", "vip; '=1+1"), ("a\t=1", "a\t'=1"), ("a,@b", "a,'@b"), ("a|-1", "a|'-1"),
            ("a\"+1", "a\"\"'+1"), ("a\n=1", "a\n'=1"), ("a\r\n=1", "a\r\n'=1"), ("a;\u{FF1D}1", "a;'\u{FF1D}1"),
            ("a;\t=1", "a;'\t'=1"), ("a;;=1", "a;;'=1"), ("a\u{2028}=1", "a\u{2028}'=1"), ("a;b=1;c", "a;b=1;c"),
            ("a; b", "a; b"),
        ])
    func separators(name: String, content: String) throws {
        #expect(try self.cell(name) == "\"\(content)\"")
    }

    @Test("A sign further in is text", arguments: ["a=1", "1+1", "a-b", "a@b", "'=1", "a =1", "a; b=1"])
    func harmless(name: String) throws {
        #expect(try self.cell(name) == "\"\(name)\"")
    }

    @Test("Tags are one cell, codes one each")
    func conclusion() throws {
        let session = CallSession.taken.concluded(
            by: anna, codes: CodeChoice(primary: "=p", secondary: "s,1"), tags: ["=1+1", "say \"hello\"", "=2"])
        let row = try #require(ReportRow.rows(of: session, serviceName: "Support").first)
        let tags = "\"'=1+1; say \"\"hello\"\"; '=2\""
        #expect(row.csv.hasSuffix(",1,\"'=p\",\"s,1\",\(tags),2026-11-21T10:01:10.000Z\r\n"))
    }

    @Test("Rows follow one another as lines, with nothing between pages", arguments: [true, false])
    func pages(isFirst: Bool) throws {
        let rows = ReportRow.rows(of: .taken, serviceName: "Support")
        let bytes = ReportFormat.csv.bytes(of: rows + rows, isFirst: isFirst)
        #expect(String(buffer: bytes) == rows[0].csv + rows[0].csv)
        #expect(ReportFormat.csv.end.readableBytes == 0)
    }
}

@Suite("Reports as JSON")
struct ReportJSONTests {
    private func rows(_ session: CallSession) -> [ReportRow] { ReportRow.rows(of: session, serviceName: "Support") }

    @Test("In JSON what is absent is left out, and tags are a list")
    func json() {
        let rows =
            self.rows(.taken) + self.rows(CallSession.taken.concluded(by: anna, codes: .init(primary: "p1"), tags: ["a", "b"]))
        let bytes = ReportFormat.json.bytes(of: rows, isFirst: true)
        let expected = """
            {"session":"c-4711","service":"support","serviceName":"Support","user":"anna@example.com","direction":"inbound",\
            "outcome":"accepted","reason":"done","startedAt":"2026-11-21T10:00:00.000Z","endedAt":"2026-11-21T10:01:00.000Z",\
            "queueMs":9000,"ringMs":5000,"connectedMs":51000,"attempts":1,"tags":[]}
            """
        let texts = String(buffer: bytes).split(separator: "},{")
        #expect(texts.first.map { $0 + "}" } == expected)
        #expect(texts.last?.contains(#""primaryCode":"p1","tags":["a","b"],"savedAt":"2026-11-21T10:01:10.000Z"}"#) == true)
    }

    @Test("Pages of a report join to one list", arguments: [(true, false), (false, true)])
    func commas(isFirst: Bool, beginsWithComma: Bool) {
        let bytes = String(buffer: ReportFormat.json.bytes(of: self.rows(.taken) + self.rows(.taken), isFirst: isFirst))
        #expect(bytes.hasPrefix(",") == beginsWithComma && bytes.contains("},{") && !bytes.hasSuffix(","))
        #expect(ReportFormat.json.bytes(of: [], isFirst: isFirst).readableBytes == 0)
    }
}
