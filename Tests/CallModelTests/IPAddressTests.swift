import CallModel
import Testing

@Suite("Internet addresses")
struct IPAddressTests {
    @Test(
        "IPv4 and IPv6 are read; a mapped address is the IPv4 address that it carries",
        arguments: [
            ("192.0.2.7", [192, 0, 2, 7]), ("::ffff:192.0.2.7", [192, 0, 2, 7]),
            ("2001:db8::7", [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]),
        ] as [(String, [UInt8])])
    func reading(text: String, bytes: [UInt8]) {
        #expect(IPAddress(reading: text)?.bytes == bytes)
    }

    @Test(
        "Anything else is none",
        arguments: ["", "127.1", "0x7f.0.0.1", "256.0.0.1", "192.0.2.7:80", "[::1]", "fe80::1%eth0", "localhost", "192.0.2.7\0"])
    func refused(text: String) {
        #expect(IPAddress(reading: text) == nil)
        #expect(IPAddress.bytes(text) == nil)
    }

    @Test("Any other count of bytes than 4 or 16 is none", arguments: [0, 3, 5, 15, 17])
    func sizes(count: Int) {
        #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test("As plain bytes a mapped address stays as it was written, and is written the same again")
    func plainBytes() throws {
        let mapped = try #require(IPAddress.bytes("::ffff:192.0.2.7"))
        #expect(mapped.count == 16 && IPAddress.text(mapped) == "::ffff:192.0.2.7")
        #expect(IPAddress.unmapped(mapped) == [192, 0, 2, 7] && IPAddress.text([192, 0, 2, 7]) == "192.0.2.7")
    }

    @Test("It is caller data, and no printer shows it")
    func redacted() throws {
        #expect("\(try #require(IPAddress(reading: "192.0.2.7")))" == "‹redacted›")
    }
}
