import Application
import HTTPTypes
import NIOCore
import Testing

@testable import CallcardServer

@Suite("Reading the members of a body")
struct BodyReaderTests {
    private enum Colour: String, CaseIterable {
        case red, green
    }

    private func reader(_ json: String, known: [String]? = nil) throws -> BodyReader {
        try BodyReader(ByteBuffer(string: json), known: known)
    }

    /// What `read` makes of a body, and what it notes as `code pointer`.
    private func reading<Value>(
        _ json: String, _ read: (inout BodyReader) -> Value
    ) throws -> (value: Value, faults: [String]) {
        var reader = try self.reader(json)
        let value = read(&reader)
        return (value, reader.faults.map { "\($0.code.rawValue) \($0.pointer)" })
    }

    /// What `read` notes, as `code pointer`.
    private func faults(_ json: String, known: [String]? = nil, _ read: (inout BodyReader) -> Void) throws -> [String] {
        var reader = try self.reader(json, known: known)
        read(&reader)
        return reader.faults.map { "\($0.code.rawValue) \($0.pointer)" }
    }

    @Test(
        "What is no JSON object by the strict rules is malformed",
        arguments: ["", "{", "[]", "null", "\"{}\"", "{\"a\":1,\"a\":2}", "{\"a\":01}", "{\"a\":NaN}", "\u{FEFF}{}", "{} {}"])
    func malformed(json: String) {
        let problem = #expect(throws: Problem.self) { try self.reader(json) }
        #expect(problem?.code == .malformedJson)
    }

    @Test("What is wrong with a body is told without repeating any of it")
    func nothingRepeated() throws {
        let body = #"{"number":"+493023125123","n":["Anna Meier"],"#
        let problem = try #require(#expect(throws: Problem.self) { try self.reader(body) })
        #expect(!problem.detail.contains("493023125") && !problem.detail.contains("Anna"))
    }

    @Test("Members that the contract does not have are faults, unless nobody minds")
    func unknownMembers() throws {
        let json = #"{"a":1,"b":2,"c":3}"#
        #expect(try self.faults(json, known: ["b"]) { _ in } == ["unknownMember /a", "unknownMember /c"])
        #expect(try self.faults(json) { _ in } == [])
    }

    @Test(
        "The name of an unknown member is shown only where it can be no number and no person",
        arguments: [
            ("colour", "/colour"), ("+493023125123", ""), ("Anna Meier", ""), ("a1", ""), ("", ""), ("a/b", ""), ("ä", ""),
            (String(repeating: "a", count: 32), "/" + String(repeating: "a", count: 32)), (String(repeating: "a", count: 33), ""),
        ])
    func unknownNames(name: String, pointer: String) throws {
        #expect(try self.faults("{\"\(name)\":1}", known: []) { _ in } == ["unknownMember \(pointer)"])
    }

    @Test("Absent and null are the same to who reads, and null can be told apart")
    func absence() throws {
        var reader = try self.reader(#"{"a":null,"b":"x"}"#)
        #expect(reader["a"] == nil && reader["c"] == nil)
        #expect(reader.isNull("a") && !reader.isNull("b") && !reader.isNull("c"))
        #expect(reader.string("a") == nil && reader.string("c") == nil && reader.string("b") == "x")
        #expect(reader.bool("a") == nil && reader.int("a", in: 0...1) == nil && reader.texts("a") == nil)
        #expect(reader.objects("a", known: nil).isEmpty && reader.object("a", known: nil) == nil)
        try reader.finish()
    }

    @Test("What is missing is named", arguments: ["{}", #"{"id":null}"#])
    func missing(json: String) throws {
        #expect(try self.faults(json) { _ = $0.requiredString("id") } == ["invalidValue /id"])
        #expect(try self.faults(json) { _ = $0.requiredTexts("id", atMost: 3) } == ["invalidValue /id"])
    }

    @Test("Values of another type are faults, and nothing is made of them", arguments: ["1", "true", "[]", "{}"])
    func notText(value: String) throws {
        let text = try self.reading("{\"a\":\(value)}") { $0.string("a") }
        let word = try self.reading("{\"a\":\(value)}") { $0.word("a", Colour.self) }
        #expect(text.value == nil && word.value == nil)
        #expect(text.faults == ["invalidValue /a"] && word.faults == ["invalidValue /a"])
    }

    @Test(
        "Words are those of the contract, letter by letter",
        arguments: [("red", true), ("Red", false), ("", false), ("blue", false)])
    func words(word: String, isKnown: Bool) throws {
        let read = try self.reading("{\"a\":\"\(word)\"}") { $0.word("a", Colour.self) }
        #expect(read.value == (isKnown ? .red : nil))
        #expect(read.faults == (isKnown ? [] : ["invalidValue /a"]))
    }

    @Test(
        "Whole numbers are taken within their range",
        arguments: [
            ("1", 1), ("10", 10), ("0", nil), ("11", nil), ("-1", nil), ("1.5", nil), ("\"1\"", nil), ("true", nil),
            ("99999999999999999999", nil),
        ])
    func numbers(value: String, number: Int?) throws {
        let read = try self.reading("{\"a\":\(value)}") { $0.int("a", in: 1...10) }
        #expect(read.value == number)
        #expect(read.faults == (number == nil ? ["invalidValue /a"] : []))
    }

    @Test("True and false are nothing else", arguments: [("true", true), ("false", false), ("1", nil), ("\"true\"", nil)])
    func bools(value: String, expected: Bool?) throws {
        let read = try self.reading("{\"a\":\(value)}") { $0.bool("a") }
        #expect(read.value == expected)
        #expect(read.faults == (expected == nil ? ["invalidValue /a"] : []))
    }

    @Test("Texts of a list are taken one by one; each that is none has its place")
    func texts() throws {
        let read = try self.reading(#"{"a":["x",1,"y",null]}"#) { $0.texts("a") }
        #expect(read.value == ["x", "y"])
        #expect(read.faults == ["invalidValue /a/1", "invalidValue /a/3"])
    }

    @Test(
        "What is no list, or too long a one, is a fault as a whole",
        arguments: [(#""x""#, 9, nil), (#"["x","y"]"#, 1, nil), (#"["x","y"]"#, 2, ["x", "y"]), ("[]", 0, [])]
            as [(String, Int, [String]?)])
    func lists(value: String, limit: Int, texts: [String]?) throws {
        let read = try self.reading("{\"a\":\(value)}") { $0.texts("a", atMost: limit) }
        #expect(read.value == texts)
        #expect(read.faults == (texts == nil ? ["invalidValue /a"] : []))
    }

    @Test("What is wrong inside of an object has its whole path, once it is adopted")
    func parts() throws {
        let json = #"{"caller":{"number":1,"name":"x"},"list":[{"a":1},2,{"a":"y","strange":0}]}"#
        let faults = try self.faults(json) { reader in
            var caller = reader.object("caller", known: ["number"])
            _ = caller?.string("number")
            if let caller { reader.adopt(caller) }
            for var part in reader.objects("list", known: ["a"]) {
                _ = part.string("a")
                reader.adopt(part)
            }
        }
        #expect(
            faults == [
                "unknownMember /caller/name", "invalidValue /caller/number", "invalidValue /list/1", "invalidValue /list/0/a",
                "unknownMember /list/2/strange",
            ])
        #expect(try self.faults(#"{"a":[]}"#) { _ = $0.object("a", known: nil) } == ["invalidValue /a"])
        #expect(try self.faults(#"{"a":{}}"#) { _ = $0.objects("a", known: nil) } == ["invalidValue /a"])
    }

    @Test("All that is wrong is one problem, whose code is that of the first")
    func finishing() throws {
        var reader = try self.reader(#"{"strange":1,"a":2}"#, known: ["a"])
        _ = reader.string("a")
        let problem = #expect(throws: Problem.self) { try reader.finish() }
        #expect(problem?.code == .unknownMember && problem?.code.status == .unprocessableContent)
        #expect(problem?.faults.count == 2)
    }
}
