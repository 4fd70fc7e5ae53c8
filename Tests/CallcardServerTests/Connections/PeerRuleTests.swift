import CallModel
import HTTPTypes
import Testing

@testable import CallcardServer

@Suite("Whose address a request has")
struct PeerRuleTests {
    private let rule = PeerRule(proxies: ["10.0.0.0/8", "::1"].compactMap(AddressBlock.init(parsing:)))

    private func peer(_ address: String, _ fields: (String, String)...) -> String {
        var headers = HTTPFields()
        for (name, value) in fields {
            guard let name = HTTPField.Name(name) else { continue }
            headers.append(HTTPField(name: name, value: value))
        }
        return self.rule.peer(headers, from: IPAddress(reading: address))
    }

    @Test("A stranger's headers say nothing")
    func strangers() {
        #expect(
            self.peer("192.0.2.7", ("X-Forwarded-For", "198.51.100.1"), ("Forwarded", "for=198.51.100.2")) == "peer 192.0.2.7")
        #expect(PeerRule().peer([:], from: IPAddress(reading: "192.0.2.7")) == "peer 192.0.2.7")
    }

    @Test("Behind proxies the last address that is none of them counts, whatever stands before it")
    func forwarded() {
        #expect(self.peer("10.0.0.1", ("X-Forwarded-For", "198.51.100.1")) == "peer 198.51.100.1")
        #expect(self.peer("10.0.0.1", ("X-Forwarded-For", "203.0.113.9, 198.51.100.1, 10.0.0.2")) == "peer 198.51.100.1")
        #expect(self.peer("::1", ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "198.51.100.1")) == "peer 198.51.100.1")
        #expect(self.peer("10.0.0.1", ("X-Forwarded-For", "198.51.100.1:4711")) == "peer 198.51.100.1")
        #expect(self.peer("10.0.0.1", ("X-Forwarded-For", "10.1.1.1,10.2.2.2")) == "peer 10.1.1.1")
    }

    @Test("Forwarded goes before X-Forwarded-For, in all its writings")
    func standard() {
        let other = ("X-Forwarded-For", "203.0.113.9")
        #expect(self.peer("10.0.0.1", ("Forwarded", "for=198.51.100.1;proto=https"), other) == "peer 198.51.100.1")
        #expect(
            self.peer("10.0.0.1", ("Forwarded", "by=10.0.0.1; For=\"198.51.100.1:80\", for=10.0.0.3"), other)
                == "peer 198.51.100.1")
        #expect(self.peer("10.0.0.1", ("Forwarded", "for=\"[2001:db8:1:2:3::4]:443\"")) == "peer 2001:db8:1:2::")
    }

    @Test(
        "What is no address is taken for the proxy's own request",
        arguments: ["unknown", "_hidden", "", "a.example", "198.51.100.1,,x"])
    func unreadable(value: String) {
        #expect(self.peer("10.0.0.1", ("X-Forwarded-For", value)) == "peer 10.0.0.1")
        #expect(self.peer("10.0.0.1", ("Forwarded", "for=\(value)")) == "peer 10.0.0.1")
    }

    @Test("A network of IPv6 is one peer; IPv4 within IPv6 is IPv4")
    func networks() {
        #expect(self.peer("2001:db8:1:2:3::4") == self.peer("2001:db8:1:2:ffff::1"))
        #expect(self.peer("2001:db8:1:2::1") != self.peer("2001:db8:1:3::1"))
        #expect(self.peer("::ffff:192.0.2.7") == "peer 192.0.2.7")
    }
}
