import Testing

@testable import YAMLReader

@Suite("Counts of bytes")
struct ByteTextTests {
    @Test(arguments: [("0", 0), ("1048576", 1 << 20), ("64KiB", 64 << 10), ("256MiB", 256 << 20), ("2GiB", 2 << 30)])
    func reading(text: String, bytes: Int) {
        #expect(ByteText.parse(text) == bytes)
    }

    @Test(arguments: ["", "MiB", "1 MiB", "1MB", "-1", "1.5GiB", "99999999999999999999", "9999999999GiB"])
    func nonsense(text: String) {
        #expect(ByteText.parse(text) == nil)
    }

    @Test(arguments: [(1 << 20, "1MiB"), (1 << 40, "1024GiB"), (1_000, "1000"), (0, "0")])
    func writing(bytes: Int, text: String) {
        #expect(ByteText.write(bytes) == text && ByteText.parse(text) == bytes)
    }
}
