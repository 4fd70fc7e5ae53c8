import CallModel
import Testing

@Suite("Reading CIDR notation")
struct AddressBlockTests {
    @Test(
        "Blocks and single addresses",
        arguments: [
            ("10.0.0.0/8", [10, 0, 0, 0], 8), ("10.1.2.3/8", [10, 0, 0, 0], 8), ("0.0.0.0/0", [0, 0, 0, 0], 0),
            ("192.0.2.7", [192, 0, 2, 7], 32), ("192.0.2.7/32", [192, 0, 2, 7], 32),
            ("::1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 128),
            ("fd00::/8", [0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 8),
            ("::ffff:10.9.9.9/104", [10, 0, 0, 0], 8), ("::ffff:10.9.9.9", [10, 9, 9, 9], 32),
        ] as [(String, [UInt8], Int)])
    func read(notation: String, network: [UInt8], length: Int) throws {
        let block = try #require(AddressBlock(parsing: notation))
        #expect(block.notation == notation)
        #expect(block.network == network)
        #expect(block.prefixLength == length)
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.0/ 8", " 10.0.0.0/8",
            "10.0.0.0/8 ", "10.0.0", "127.1", "0x7f.0.0.1", "010.0.0.1", "256.0.0.1", "localhost", "::1/129", "fe80::1%eth0",
            "[::1]", "::ffff:10.0.0.0/95", "10.0.0.0/0008", "１０.0.0.0/8", "10.0.0.0\0/8", "10.0.0.0/8\0",
        ])
    func refused(notation: String) {
        #expect(AddressBlock(parsing: notation) == nil)
    }
}
