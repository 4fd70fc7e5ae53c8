import Foundation
import StrictJSON
import Testing

@Suite("The same as Foundation's reader, on documents made at random", .timeLimit(.minutes(5)))
struct FoundationAgreementTests {
    @Test("Values are equal", arguments: 0..<20 as Range<UInt64>)
    func values(seed: UInt64) throws {
        var maker = DocumentMaker(seed: seed)
        for _ in 0..<60 {
            let (value, text) = maker.document()
            let bytes = Array(text.utf8)
            let parsed = try StrictJSON.parse(bytes)
            #expect(parsed == value)
            let theirs = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            #expect(same(parsed, theirs))
            #expect(try StrictJSON.parse(parsed.encoded()) == value)
        }
    }

    @Test(
        "What Foundation refuses is refused; what is refused beyond that has one of the named reasons",
        arguments: 0..<20 as Range<UInt64>)
    func damaged(seed: UInt64) {
        var maker = DocumentMaker(seed: seed &+ 1_000)
        var refused = 0
        for _ in 0..<150 {
            let bytes = maker.damaged(Array(maker.document().text.utf8))
            // Foundation guesses at UTF-16 where it sees a zero byte.
            if bytes.contains(0) { continue }
            let ours = fault(in: bytes)
            let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            let shown = String(decoding: bytes, as: UTF8.self).debugDescription
            switch ours {
            case nil:
                #expect(theirs != nil || self.holdsHugeNumber(bytes), "accepted: \(shown)")
            case .duplicateName, .loneSurrogate, .tooDeep, .byteOrderMark:
                refused += 1
            case .syntax(let offset) where self.isCommaBeforeEnd(bytes, at: offset):
                refused += 1
            default:
                refused += 1
                #expect(theirs == nil, "refused: \(shown)")
            }
        }
        #expect(refused > 20)
    }

    /// Foundation refuses numbers beyond `Double`, which the grammar allows and a literal can keep.
    private func holdsHugeNumber(_ bytes: [UInt8]) -> Bool {
        let words = bytes.split { !"+-.eE0123456789".utf8.contains($0) }
        return words.contains { Double(String(decoding: $0, as: UTF8.self))?.isInfinite == true }
    }

    /// Foundation takes `[1,]` and `{"a":1,}`, which the grammar does not.
    private func isCommaBeforeEnd(_ bytes: [UInt8], at offset: Int) -> Bool {
        let before = bytes[..<offset].last { !" \t\r\n".utf8.contains($0) }
        return (bytes[offset] | 0x20) == UInt8(ascii: "}") && before == UInt8(ascii: ",")
    }

    private func same(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours {
        case .null: return theirs is NSNull
        case .bool(let bool): return (theirs as? Bool) == bool
        case .string(let text): return (theirs as? String).map { Array($0.utf8) } == Array(text.utf8)
        case .number(let literal): return (theirs as? NSNumber)?.doubleValue == Double(literal)
        case .array(let elements):
            guard let theirs = theirs as? [Any], theirs.count == elements.count else { return false }
            return zip(elements, theirs).allSatisfy { self.same($0, $1) }
        case .object(let object):
            guard let theirs = theirs as? [String: Any], theirs.count == object.members.count else { return false }
            return object.members.allSatisfy { name, value in theirs[name].map { self.same(value, $0) } ?? false }
        }
    }
}
