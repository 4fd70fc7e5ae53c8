import Application
import CallModel
import HTTPTypes
import Hummingbird
import Testing

@testable import CallcardServer

@Suite("Reading the parameters of a query")
struct QueryReaderTests {
    private func reader(_ query: String, known: [String] = ["a", "b"]) -> QueryReader {
        let head = HTTPRequest(method: .get, scheme: "http", authority: "callcard.example", path: "/v1/things?\(query)")
        return QueryReader(Request(head: head, body: RequestBody(buffer: .init())), known: known)
    }

    /// What `read` makes of a query, and what it notes as `code pointer`.
    private func reading<Value>(_ query: String, _ read: (inout QueryReader) -> Value) -> (value: Value, faults: [String]) {
        var reader = self.reader(query)
        let value = read(&reader)
        return (value, reader.faults.map { "\($0.code.rawValue) \($0.pointer)" })
    }

    @Test(
        "Texts are decoded",
        arguments: [
            ("a=x", "x"), ("a=", ""), ("b=1&a=x", "x"), ("a=%41%20b", "A b"), ("a=%C3%A4", "ä"), ("a=1%2B1", "1+1"), ("b=1", nil),
            ("", nil),
        ])
    func texts(query: String, text: String?) {
        #expect(self.reader(query).text("a") == text)
    }

    @Test("Parameters that the contract does not have are one fault, and are not repeated")
    func unknown() throws {
        #expect(self.reading("a=1&number=%2B493023125123&c=2") { _ in }.faults == ["unknownMember "])
        let problem = try #require(#expect(throws: Problem.self) { try self.reader("%2B493023125123=1").finish() })
        #expect(!problem.detail.contains("493023125") && problem.code == .unknownMember)
    }

    @Test(
        "Whole numbers are taken within their range",
        arguments: [
            ("1", 1), ("50", 50), ("0", nil), ("51", nil), ("-1", nil), ("x", nil), ("", nil), ("1.0", nil),
            ("99999999999999999999", nil),
        ])
    func numbers(text: String, number: Int?) {
        let read = self.reading("a=\(text)") { $0.int("a", in: 1...50) }
        #expect(read.value == number)
        #expect(read.faults == (number == nil ? ["invalidValue /a"] : []))
    }

    @Test("A number that is absent is no fault")
    func absentNumber() {
        let read = self.reading("b=1") { $0.int("a", in: 1...50) }
        #expect(read.value == nil && read.faults == [])
    }

    @Test(
        "Times are those of RFC 3339",
        arguments: [
            ("2026-11-22T10:15:00Z", 1_795_342_500_000), ("2026-11-22T11:15:00%2B01:00", 1_795_342_500_000),
            ("2026-11-22", nil), ("", nil), ("now", nil),
        ])
    func times(text: String, milliseconds: Int64?) {
        let read = self.reading("a=\(text)") { $0.time("a")?.milliseconds }
        #expect(read.value == milliseconds)
        #expect(read.faults == (milliseconds == nil ? ["invalidValue /a"] : []))
    }

    @Test(
        "A parameter may come several times where it may, and no oftener",
        arguments: [("a=1&b=x&a=2", ["1", "2"], true), ("b=x", [], true), ("a=1&a=2&a=3", [], false)]
            as [(String, [String], Bool)])
    func several(query: String, texts: [String], isGood: Bool) {
        let read = self.reading(query) { $0.texts("a", atMost: 2) }
        #expect(read.value == texts)
        #expect(read.faults == (isGood ? [] : ["invalidValue /a"]))
    }

    @Test("All that is wrong is one problem")
    func finishing() {
        var reader = self.reader("a=x&b=y&c=z")
        _ = reader.int("a", in: 0...1)
        _ = reader.time("b")
        let problem = #expect(throws: Problem.self) { try reader.finish() }
        #expect(problem?.faults.map(\.pointer) == ["", "/a", "/b"])
    }
}
