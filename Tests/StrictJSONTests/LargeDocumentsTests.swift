import StrictJSON
import Testing

@Suite("Large and deep documents", .timeLimit(.minutes(5)))
struct LargeDocumentsTests {
    @Test("A11 100,000 opening brackets are refused at the 65th", arguments: ["[", "{\"a\":", "[{\"a\":"])
    func opening(text: String) {
        let document = String(repeating: text, count: 100_000)
        let at = text == "[{\"a\":" ? 32 * text.utf8.count : 64 * text.utf8.count
        #expect(fault(in: document) == .tooDeep(at: at))
    }

    @Test("Depth counts arrays and objects alike", arguments: [1, 2, 63, 64, 512])
    func depth(depth: Int) {
        let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let objects = String(repeating: #"{"a":"#, count: depth - 1) + "{}" + String(repeating: "}", count: depth - 1)
        for document in [arrays, objects] {
            #expect(fault(in: document, maxDepth: depth) == nil)
            #expect(fault(in: document, maxDepth: depth - 1)?.label == "tooDeep")
        }
    }

    @Test("Nobody can ask for more than the deepest depth")
    func deepest() {
        let depth = StrictJSON.deepest + 1
        let document = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(fault(in: document, maxDepth: .max) == .tooDeep(at: StrictJSON.deepest))
        #expect(fault(in: "[]", maxDepth: 0) == .tooDeep(at: 0))
        #expect(fault(in: "1", maxDepth: 0) == nil)
    }

    @Test("100,000 members are read in linear time, the last twice is noticed")
    func manyMembers() throws {
        var writer = JSONWriter()
        writer.object { writer in for number in 0..<100_000 { writer.member("name\(number)", number) } }
        let object = try #require(try StrictJSON.parse(writer.bytes).objectValue)
        #expect(object.members.count == 100_000)
        #expect(object["name99999"]?.intValue == 99_999)
        let twice = writer.bytes.dropLast() + Array(#","name99999":0}"#.utf8)
        #expect(fault(in: Array(twice))?.label == "duplicateName")
    }

    @Test("A wide array and a long string are read")
    func wide() throws {
        let numbers = "[" + (0..<50_000).map(String.init).joined(separator: ",") + "]"
        #expect(try parse(numbers).arrayValue?.last?.intValue == 49_999)
        let text = String(repeating: "äöü \\n", count: 20_000)
        #expect(try parse("\"\(text)\"").stringValue?.unicodeScalars.count == 100_000)
    }
}
