import StrictJSON
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("Commas come by themselves")
    func commas() {
        let text = self.text { writer in
            writer.object { writer in
                writer.member("text", "a")
                writer.member("absent", nil as String?)
                writer.member("present", "b" as String?)
                writer.member("int", -7)
                writer.member("double", 1.5)
                writer.member("bool", false)
                writer.member("value", .array([.null, .number("1.00")]))
                writer.member("raw", encoded: Array("[1,2]".utf8))
                writer.object("empty") { _ in }
                writer.object("object") { $0.member("a", 1) }
                writer.array("array") { writer in
                    writer.value("x")
                    writer.null()
                    writer.array { _ in }
                    writer.object { _ in }
                    writer.value(true)
                    writer.value(encoded: "{}".utf8)
                    writer.value(7)
                }
                writer.name("last")
                writer.beginArray()
                writer.value(0.1)
                writer.endArray()
            }
        }
        let expected =
            #"{"text":"a","present":"b","int":-7,"double":1.5,"bool":false,"value":[null,1.00],"raw":[1,2],"empty":{},"#
            + #""object":{"a":1},"array":["x",null,[],{},true,{},7],"last":[0.1]}"#
        #expect(text == expected)
        #expect(fault(in: text) == nil)
    }

    @Test(
        "Quotes, backslashes and control characters are escaped, nothing else",
        arguments: [
            ("", ""), ("a", "a"), ("\"", #"\""#), ("\\", #"\\"#), ("\u{8}\u{9}\u{A}\u{C}\u{D}", #"\b\t\n\f\r"#),
            ("\u{0}\u{1F}\u{10}\u{B}", #"\u0000\u001f\u0010\u000b"#), ("\u{7F}/é😀", "\u{7F}/é😀"),
            ("12345678\"", #"12345678\""#), ("\"12345678", #"\"12345678"#), ("a\"b\\c", #"a\"b\\c"#),
        ])
    func escapes(text: String, written: String) {
        #expect(self.text { $0.value(text) } == "\"\(written)\"")
        #expect(self.text { $0.object { $0.member(text, text) } } == "{\"\(written)\":\"\(written)\"}")
    }

    @Test("Every byte at every place of a word comes back", arguments: 0..<24)
    func roundTrip(shift: Int) throws {
        for scalar in (0..<0x180).compactMap(Unicode.Scalar.init) {
            let text = String(repeating: "x", count: shift) + String(scalar) + "yyyyyyyyyyyyyyyyy"
            #expect(try parse(self.text { $0.value(text) }).stringValue == text)
        }
    }

    @Test(
        "Numbers that JSON has no word for become null",
        arguments: [
            (Double.nan, "null"), (.infinity, "null"), (-.infinity, "null"), (0, "0.0"), (1e300, "1e+300"), (-2.5e-7, "-2.5e-07"),
            (0.1 + 0.2, "0.30000000000000004"),
        ])
    func doubles(number: Double, written: String) {
        #expect(self.text { $0.value(number) } == written)
        #expect(fault(in: written) == nil)
    }

    @Test("A writer goes on after what is there")
    func appending() {
        var writer = JSONWriter(appendingTo: Array("data: ".utf8))
        writer.array { $0.value(1) }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "data: [1]")
    }

    @Test("A value is written as it was read")
    func encoded() throws {
        let text = #"{"z":[1.0,-0,9007199254740993,{"a":"\u0001é"}],"a":{},"":null,"t":true}"#
        #expect(String(decoding: try parse(" " + text + "\n").encoded(), as: UTF8.self) == text)
    }

    @Test("An error thrown while writing comes out as it is")
    func errors() {
        struct Stop: Error {}
        var writer = JSONWriter()
        #expect(throws: Stop.self) { try writer.object { (_: inout JSONWriter) throws(Stop) in throw Stop() } }
    }
}
