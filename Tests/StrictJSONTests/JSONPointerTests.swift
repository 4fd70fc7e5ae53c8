import Testing

@testable import StrictJSON

@Suite("RFC 6901 Places in JSON")
struct JSONPointerTests {
    @Test(
        "A text is put at its place",
        arguments: [
            ("/a", #"{"a": 1}"#, #"{"a":"x"}"#), ("/b", #"{"a": 1}"#, #"{"a":1,"b":"x"}"#),
            ("/a/1", #"{"a": [1, null, 3]}"#, #"{"a":[1,"x",3]}"#), ("/0", "[1]", #"["x"]"#),
            ("/a~1b/m~0n", #"{"a/b": {"m~n": 0}}"#, #"{"a/b":{"m~n":"x"}}"#), ("/", #"{"": 1}"#, #"{"":"x"}"#),
            ("/a/b", #"{"a": {}}"#, #"{"a":{"b":"x"}}"#),
        ])
    func put(pointer: String, document: String, expected: String) throws {
        let changed = try #require(JSONPointer(pointer)).put(.string("x"), into: try StrictJSON.parse(Array(document.utf8)))
        #expect(changed.map { String(decoding: $0.encoded(), as: UTF8.self) } == expected)
    }

    @Test(
        "Where there is no such place, nothing is put",
        arguments: [
            ("/a/b", #"{"a": 1}"#), ("/a/b", "{}"), ("/a/3", #"{"a": [1, 2, 3]}"#), ("/a/-", #"{"a": []}"#),
            ("/a/01", #"{"a": [1, 2]}"#), ("/a", "7"), ("/a/-1", #"{"a": [1]}"#),
        ])
    func nowhere(pointer: String, document: String) throws {
        let document = try StrictJSON.parse(Array(document.utf8))
        #expect(try #require(JSONPointer(pointer)).put(.string("x"), into: document) == nil)
    }

    @Test("What is no pointer is none", arguments: ["", "a", "a/b", "/~", "/~2", "/a~"])
    func malformed(text: String) {
        #expect(JSONPointer(text) == nil)
    }
}
