import Testing

@testable import CallModel

@Suite("Base64url by the letter")
struct Base64URLTests {
    @Test("Bytes come back as they went in", arguments: 0..<70)
    func roundTrip(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 151 + 7) }
        #expect(Base64URL.decode(Base64URL.encode(bytes).utf8) == bytes)
    }

    @Test("RFC 4648's own examples", arguments: [("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")])
    func examples(plain: String, encoded: String) {
        #expect(Base64URL.encode(plain.utf8) == encoded)
        #expect(Base64URL.decode(encoded.utf8) == Array(plain.utf8))
    }

    @Test(
        "Whatever else would stand for the same bytes is refused", arguments: ["Zg==", "Zh", "Z", "Zm9", "+A", "/A", "Z g", "é"])
    func refused(text: String) {
        // "Zm9" has bits behind its last byte that are not 0.
        #expect(Base64URL.decode(text.utf8) == nil)
    }
}
