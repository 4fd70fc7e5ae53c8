import CallModel
import StrictJSON
import Testing

@testable import CallcardServer

@Suite("Sealed cookies")
struct CookieSealTests {
    private static let key = Sensitive([UInt8](repeating: 7, count: 32))
    private let seal = CookieSeal(Self.key, for: .loginSession)
    private let contents: JSONObject = ["user": .string("anna@example.com"), "at": .number("17")]

    @Test("What is sealed is opened under the same key, at the next start, too")
    func roundTrip() throws {
        let text = try #require(self.seal.seal(self.contents))
        #expect(CookieSeal(Self.key, for: .loginSession).open(text) == self.contents)
        #expect(!text.contains("anna") && text.utf8.allSatisfy { $0 > 0x2C && $0 < 0x7F && $0 != 0x3B })
        #expect(self.seal.seal(self.contents) != text, "the same twice looks different")
    }

    @Test("Another server's key and another purpose open nothing")
    func others() throws {
        let text = try #require(self.seal.seal(self.contents))
        #expect(CookieSeal(Sensitive([UInt8](repeating: 8, count: 32)), for: .loginSession).open(text) == nil)
        #expect(CookieSeal(Self.key, for: .attempt).open(text) == nil)
    }

    @Test("One character that is changed, missing or too much, and it is nothing")
    func tampered() throws {
        let text = try #require(self.seal.seal(self.contents))
        for place in text.indices {
            var changed = text
            changed.replaceSubrange(place...place, with: text[place] == "A" ? "B" : "A")
            #expect(self.seal.open(changed) == nil)
            #expect(self.seal.open(text[..<place]) == nil)
        }
        for more in ["A", "AAAA", "=", " "] {
            #expect(self.seal.open(text + more) == nil && self.seal.open(more + text) == nil)
        }
    }

    @Test("What is no text of ours is nothing", arguments: ["", "A", "é", String(repeating: "A", count: 5_000)])
    func strangers(text: String) {
        #expect(self.seal.open(text) == nil)
    }

    @Test("A cookie has at most 4 KiB, or there is none")
    func size() throws {
        let long = try #require(self.seal.seal(["x": .string(String(repeating: "x", count: 2_880))]))
        #expect(long.utf8.count <= CookieSeal.longest && self.seal.open(long) != nil)
        #expect(self.seal.seal(["x": .string(String(repeating: "x", count: 2_900))]) == nil)
    }
}
