import StrictJSON
import Testing

@Suite("Documents that are JSON")
struct AcceptedDocumentsTests {
    @Test(
        "Scalars stand alone",
        arguments: [
            ("null", JSONValue.null), ("true", .bool(true)), ("false", .bool(false)), (" \t\r\n7\n", .number("7")),
            (#""""#, .string("")),
            (#""a b""#, .string("a b")), ("[]", .array([])), ("{}", .object([:])), ("[ ]", .array([])), ("{\n}", .object([:])),
        ])
    func scalars(text: String, value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test(
        "A number keeps its literal, digit for digit",
        arguments: [
            "0", "-0", "-0.0", "10", "123456789", "9007199254740993", "-123456789012345678901234567890", "1.0", "1.10", "0.1e1",
            "1E5", "1e-5",
            "1e+05", "1e400", "123.456E-789", "0e0",
        ])
    func literals(text: String) throws {
        #expect(try parse(text) == .number(text))
        #expect(try parse("[\(text)]") == .array([.number(text)]))
        #expect(try parse("{\"n\" : \(text) }").objectValue?["n"] == .number(text))
    }

    @Test(
        "Escapes are resolved",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\ud83d\ude00""#, "😀"),
            (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
            (#""\u0000""#, "\u{0}"), (#""\uffff\ufffe""#, "\u{FFFF}\u{FFFE}"), (#""\\u0041""#, #"\u0041"#), (#""a\"b""#, "a\"b"),
            (#""12345678\n12345678""#, "12345678\n12345678"), (#""\u005c\u0022""#, "\\\""),
        ])
    func escapes(text: String, value: String) throws {
        #expect(try parse(text).stringValue == value)
    }

    @Test(
        "Text of every length of UTF-8 comes back",
        arguments: [
            "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}",
            "\u{2028}\u{2029}", "Zoë Müller-Ağaoğlu 東京 ☎️",
            "aaaaaaa\u{80}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaé",
        ])
    func unicode(text: String) throws {
        #expect(try parse("\"\(text)\"").stringValue.map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test("Members keep their order, also when there are many", arguments: [1, 16, 17, 18, 500])
    func order(count: Int) throws {
        let names = (0..<count).map { "m\(($0 * 7919) % 1_009)" }
        let text = "{" + names.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: " ,\n") + "}"
        let object = try #require(try parse(text).objectValue)
        #expect(object.members.map(\.name) == names)
        for (position, name) in names.enumerated() { #expect(object[name]?.intValue == position) }
        #expect(object["absent"] == nil)
    }

    @Test("Names are told apart byte by byte: é in one code point and in two are two names")
    func canonicallyEquivalentNames() throws {
        let object = try #require(try parse("{\"\u{E9}\":1,\"e\u{301}\":2}").objectValue)
        #expect(object["\u{E9}"]?.intValue == 1)
        #expect(object["e\u{301}"]?.intValue == 2)
        #expect(try parse("\"\u{E9}\"") != parse("\"e\u{301}\""))
    }

    @Test("The same names may come in different objects")
    func namesAreScoped() {
        #expect(fault(in: #"{"a":{"a":1},"b":{"a":2},"c":[{"a":3},{"a":4}]}"#) == nil)
    }

    @Test("The conveniences answer for their own kind only")
    func conveniences() throws {
        let values = try #require(
            try parse(#"["x",[1],{"a":1},true,42,4.0,4e0,9223372036854775807,9223372036854775808,-9223372036854775808]"#)
                .arrayValue)
        #expect(values.map { $0.stringValue != nil } == [true] + Array(repeating: false, count: 9))
        #expect(values.map { $0.arrayValue != nil } == [false, true] + Array(repeating: false, count: 8))
        #expect(values.map { $0.objectValue != nil } == [false, false, true] + Array(repeating: false, count: 7))
        #expect(values.map { $0.boolValue != nil } == [false, false, false, true] + Array(repeating: false, count: 6))
        #expect(values.map(\.intValue) == [nil, nil, nil, nil, 42, nil, nil, Int.max, nil, Int.min])
    }

    @Test("Memory of somebody else is read in place, from any address", arguments: 0..<9)
    func unalignedMemory(shift: Int) throws {
        let bytes = Array(repeating: UInt8(ascii: "x"), count: shift) + Array(#"{"name":"Grüße an alle","n":[1,2,3]}"#.utf8)
        let value = try bytes.withUnsafeBytes { try StrictJSON.parse(UnsafeRawBufferPointer(rebasing: $0[shift...])) }
        #expect(value.objectValue?["name"]?.stringValue == "Grüße an alle")
    }
}
