import HTTPTypes
import Hummingbird
import Testing

@testable import CallcardServer

@Suite("X12 Which requests come from this machine")
struct LocalRequestTests {
    private func isLocal(
        _ host: String? = "localhost:8080", from address: String = "127.0.0.1", headers: HTTPFields = [:],
        hasPublicURL: Bool = false
    ) throws -> Bool {
        let request = Request.sent(.get, "/metrics", authority: host, headers: headers)
        return LocalRequest(hasPublicURL: hasPublicURL).matches(request, on: try APIRequestContext.from(address).connection)
    }

    @Test(
        "The peer is on loopback, as IPv4, IPv6, or one inside of the other",
        arguments: [
            ("127.0.0.1", true), ("127.8.8.8", true), ("::1", true), ("::ffff:127.0.0.1", true), ("192.0.2.7", false),
            ("10.0.0.1", false), ("::2", false), ("::ffff:192.0.2.7", false), ("128.0.0.1", false), ("fe80::127:1", false),
        ])
    func peers(address: String, isOne: Bool) throws {
        #expect(try self.isLocal(from: address) == isOne)
    }

    @Test(
        "`Host` is a name that leads to this machine, with a port or without",
        arguments: [
            "localhost", "LOCALHOST", "localhost:8080", "localhost:", "127.0.0.1", "127.0.0.1:80", "127.1.2.3", "[::1]",
            "[::1]:8080",
        ])
    func names(host: String) throws {
        #expect(try self.isLocal(host))
    }

    @Test(
        "Any other name, and what is no name, could lead here from anywhere",
        arguments: [
            nil, "", "callcard.example", "localhost.example", "127.example.org", "127.0.0.1.example.org", "127.0.0",
            "127.0.0.256",
            "127.0.0.+1", "127.0.0.1.", "128.0.0.1", "::1", "[::1", "[::2]", "[::1]x", "[::1].example", "localhost:x",
            "localhost:80:80",
            "localhost@callcard.example", "localhost,callcard.example", "0.0.0.0", "localhost\u{e9}",
        ])
    func otherNames(host: String?) throws {
        #expect(try !self.isLocal(host))
    }

    @Test(
        "Nothing says that it was forwarded, whatever the value and the case",
        arguments: [
            "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "x-forwarded-anything", "Via", "VIA",
            "X-Real-IP",
            "Host",
        ])
    func marks(name: String) throws {
        let name = try #require(HTTPField.Name(name))
        #expect(try !self.isLocal(headers: [name: "127.0.0.1"]) && !self.isLocal(headers: [name: ""]))
    }

    @Test("Other headers are as they are", arguments: ["User-Agent", "X-Forward", "X-Request-ID", "X-Viable"])
    func otherHeaders(name: String) throws {
        #expect(try self.isLocal(headers: [try #require(HTTPField.Name(name)): "x"]))
    }

    @Test("Where there is an address for browsers, nobody is local")
    func publicURL() throws {
        #expect(try !self.isLocal(hasPublicURL: true))
    }
}
