import StrictJSON
import Testing

@Suite("Documents that are not JSON")
struct RefusedDocumentsTests {
    @Test("Nothing is no value", arguments: ["", " ", "\n\t\r "])
    func empty(text: String) {
        #expect(fault(in: text) == .empty)
        #expect(fault(in: text)?.offset == 0)
    }

    @Test("A11 a byte order mark is refused", arguments: ["{}", "", "\"a\""])
    func byteOrderMark(rest: String) {
        #expect(fault(in: [0xEF, 0xBB, 0xBF] + Array(rest.utf8)) == .byteOrderMark)
    }

    @Test(
        "Bytes that can't stand where they stand",
        arguments: [
            ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("[1,,2]", 3), ("{,}", 1), (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5),
            (#"{"a":}"#, 5), (#"{a:1}"#, 1), (#"{'a':1}"#, 1), (#"{1:1}"#, 1),
            (#"{"a":1 "b":2}"#, 7), ("tru_", 3), ("TRUE", 0), ("True", 0), ("nul!", 3), ("undefined", 0), ("]", 0), ("}", 0),
            ("[}", 1), ("{]", 1), (":", 0), (",", 0), ("'a'", 0),
            ("// a\n1", 0), ("/* a */1", 0), ("[1 /* a */]", 3), ("\u{A0}1", 0), ("\u{2028}1", 0), ("[1,\u{B}2]", 3),
            ("[1,\u{C}2]", 3), ("\u{FF11}", 0), ("#1", 0), ("\u{0}1", 0),
            (#""\x41""#, 2), (#""\a""#, 2), (#""\'""#, 2), (#""\u004g""#, 6), (#""\u 041""#, 3), (#""\U0041""#, 2),
            (#""\u+041""#, 3), ("\"\\\n\"", 2), (#""\u{41}""#, 3),
        ])
    func syntax(text: String, offset: Int) {
        #expect(fault(in: text) == .syntax(at: offset))
    }

    @Test(
        "A11 numbers that are none, NaN and infinity among them",
        arguments: [
            ("NaN", 0), ("nan", 1), ("Infinity", 0), ("-Infinity", 1), ("+1", 0), (".5", 0), ("-.5", 1), ("1.e1", 2), ("-", 1),
            ("-a", 1), ("1.", 2), ("1e", 2), ("1e+", 3), ("1e+-1", 3), ("--1", 1),
            ("[1.2.3]", 4), ("[01]", 2), ("[-01]", 3), ("[00]", 2), ("[0x10]", 2), ("[1_000]", 2), ("[1e5.2]", 4), ("[1 000]", 3),
            ("[0.]", 3), ("[1eE2]", 3), ("[1f]", 2), ("[-NaN]", 2),
        ])
    func numbers(text: String, offset: Int) throws {
        let found = try #require(fault(in: text))
        #expect(found.offset == offset)
        #expect(["syntax", "unexpectedEnd"].contains(found.label))
    }

    @Test(
        "Something after the value",
        arguments: [
            ("1 2", 2), ("{}{}", 2), ("[]]", 2), ("null,", 4), ("01", 1), ("{} \u{0}", 3), ("truefalse", 4), ("\"a\"b", 3),
            ("1//", 1),
        ])
    func trailingData(text: String, offset: Int) {
        #expect(fault(in: text) == .trailingData(at: offset))
    }

    @Test("Every control character in a string, wherever in it", arguments: 0..<0x20 as Range<UInt8>)
    func controlCharacters(byte: UInt8) {
        for shift in 0..<20 {
            let content = Array(repeating: UInt8(ascii: "a"), count: shift)
            #expect(fault(in: [0x22] + content + [byte, 0x22]) == .controlCharacter(at: shift + 1))
            #expect(fault(in: [0x22, 0x5C, 0x6E] + content + [byte, 0x22]) == .controlCharacter(at: shift + 3))
        }
    }

    @Test(
        "A11 lone surrogates",
        arguments: [
            (#""\ud800""#, 1), (#""ab\udc00""#, 3), (#""\udc00\ud800""#, 1), (#""\ud800\ud800""#, 1), (#""\ud800x""#, 1),
            (#""\ud800\n""#, 1), (#""\ud800\u0041""#, 1), (#""\ud83d\ude00\ude00""#, 13),
            (#"{"\udfff":1}"#, 2), (#""\uDBFF\uE000""#, 1),
        ])
    func loneSurrogates(text: String, offset: Int) {
        #expect(fault(in: text) == .loneSurrogate(at: offset))
    }

    @Test(
        "Not UTF-8, in a string or outside",
        arguments: [
            [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0x81], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xE9],
        ] as [[UInt8]])
    func notUTF8(sequence: [UInt8]) {
        for shift in 0..<10 {
            let before = Array(repeating: UInt8(ascii: "a"), count: shift)
            #expect(fault(in: [0x22] + before + sequence + [0x22]) == .notUTF8(at: shift + 1))
            #expect(fault(in: before + sequence) == .notUTF8(at: shift))
        }
    }

    @Test("Every scalar passes, every other sequence of two and three bytes does not: as the standard library says")
    func utf8AgreesWithTheStandardLibrary() {
        for lead in UInt8(0x80)...0xFF {
            for second in stride(from: UInt8(0x70), through: 0xCF, by: 1) {
                for sequence in [[lead, second], [lead, second, 0x80], [lead, second, 0xBF, 0x80]] {
                    let isText = String(validating: sequence, as: UTF8.self) != nil
                    #expect((fault(in: [0x22] + sequence + [0x22]) == nil) == isText)
                }
            }
        }
    }

    @Test("UTF-16 and UTF-32 are not read")
    func otherEncodings() {
        #expect(fault(in: [0xFF, 0xFE, 0x31, 0x00]) == .notUTF8(at: 0))
        #expect(fault(in: [0x31, 0x00]) == .trailingData(at: 1))
        #expect(fault(in: [0x00, 0x31]) == .syntax(at: 0))
    }

    @Test(
        "A11 a name that comes twice, whatever its escapes",
        arguments: [
            (#"{"a":1,"a":1}"#, 7), (#"{"a":1,"\u0061":2}"#, 7), (#"{"":1,"":2}"#, 6), (#"[{"x":{"a":1,"b":2,"a":3}}]"#, 19),
            (#"{"😀":1,"\ud83d\ude00":2}"#, 10),
        ])
    func duplicateNames(text: String, offset: Int) {
        #expect(fault(in: text) == .duplicateName(at: offset))
    }

    @Test("A name that comes twice among many", arguments: [15, 16, 17, 1_000])
    func duplicateNamesAmongMany(count: Int) throws {
        for twice in [0, count / 2, count - 1] {
            let names = (0..<count).map { "\"m\($0)\":0" }
            let start = 1 + names.joined(separator: ",").utf8.count + 1
            #expect(fault(in: "{" + (names + ["\"m\(twice)\":0"]).joined(separator: ",") + "}") == .duplicateName(at: start))
        }
    }

    @Test("A document cut off at any byte is refused, and where it ends is said")
    func truncated() throws {
        let document = Array(#"{"a":[1,-2.5e+10,"x\u00e9\ud83d\ude00é",true,false,null,{"b":{}}],"ü":"\\"}"#.utf8)
        #expect(fault(in: document) == nil)
        for length in 1..<document.count {
            let found = try #require(fault(in: Array(document[..<length])), "\(length) bytes were accepted")
            #expect(found.offset <= length)
            if found.label == "notUTF8" { continue }
            #expect(found == .unexpectedEnd(at: length))
        }
    }

    @Test("No error repeats a byte of the document")
    func errorsCarryNoContent() throws {
        for text in [#"{"secretsecret":1,"secretsecret":2}"#, #"["secretsecret" secretsecret]"#, "\"secretsecret\n\""] {
            let found = try #require(fault(in: text))
            #expect(!String(reflecting: found).contains("secret") && !"\(found)".contains("secret"))
        }
    }
}
