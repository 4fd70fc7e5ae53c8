import CallModel
import OutboundHTTP
import Testing

@Suite("A5 Which addresses a call may reach")
struct DestinationPolicyTests {
    static let special = [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:a00:1::1", "2002:7f00:1::",
        "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "5f00::1",
    ]
    static let open = [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "128.0.0.1", "169.253.255.255", "172.15.255.255",
        "172.32.0.0", "192.0.1.1", "192.167.255.255", "198.17.255.255", "223.255.255.255", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1",
        "2002:101:101::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450:4001::1",
    ]

    @Test("Special addresses need an entry", arguments: Self.special)
    func blocked(text: String) throws {
        let address = try #require(IPAddress.bytes(text))
        #expect(!DestinationPolicy().permits(address))
        let block = try #require(AddressBlock(parsing: text))
        #expect(DestinationPolicy(allow: [block]).permits(address))
    }

    @Test("Public addresses need none", arguments: Self.open)
    func allowed(text: String) throws {
        #expect(DestinationPolicy().permits(try #require(IPAddress.bytes(text))))
    }

    @Test("An IPv4 entry covers the mapped form and not the translated one")
    func entriesCoverWhatTheyName() throws {
        let policy = DestinationPolicy(allow: [try #require(AddressBlock(parsing: "10.0.0.0/8"))])
        #expect(policy.permits(try #require(IPAddress.bytes("::ffff:10.0.0.1"))))
        #expect(!policy.permits(try #require(IPAddress.bytes("64:ff9b::10.0.0.1"))))
        #expect(!policy.permits(try #require(IPAddress.bytes("2002:a00:1::1"))))
    }

    @Test("What is no IP address is never permitted", arguments: [0, 3, 5, 15, 17])
    func otherFamilies(size: Int) {
        #expect(!DestinationPolicy().permits([UInt8](repeating: 1, count: size)))
    }
}
