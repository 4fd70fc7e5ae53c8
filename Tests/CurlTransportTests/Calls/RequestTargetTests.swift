import OutboundHTTP
import Testing

@testable import CurlTransport

@Suite("Where a URL leads")
struct RequestTargetTests {
    @Test(
        "Plain authorities",
        arguments: [
            ("https://crm.example.com/a?b#c", "crm.example.com", 443), ("HTTPS://CRM.example.com", "crm.example.com", 443),
            ("http://crm.example.com:8080?q", "crm.example.com", 8080), ("http://a_b.example", "a_b.example", 80),
            ("https://192.0.2.7:1/", "192.0.2.7", 1), ("https://[2001:db8::1]:8443/", "2001:db8::1", 8443),
            ("https://[::1]", "::1", 443),
        ])
    func read(url: String, host: String, port: Int) throws {
        let target = try RequestTarget(url, allowsHTTP: true)
        #expect(target.host == host)
        #expect(target.port == port)
        #expect(target.isSecure == url.lowercased().hasPrefix("https"))
    }

    @Test(
        "What parsers could read differently is refused",
        arguments: [
            "", "https", "https:", "https:/", "https://", "https:///path", "https://:443/", "https://user@crm.example/",
            "https://user:pass@crm.example/", "https://crm.example\\@evil.example/", "https://crm.example:/",
            "https://crm.example:0/",
            "https://crm.example:65536/", "https://crm.example:443x/", "https://crm.example:+443/", "https://crm%2eexample/",
            "https://crm.example /", " https://crm.example/", "https://crm.example/\r\nX: y", "https://crm.example/\0",
            "https://crm.exämple/",
            "https://crm.example/ä", "https://127.1/", "https://0x7f.0.0.1/", "https://2130706433/", "https://0177.0.0.1/",
            "https://1.2.3.4./",
            "https://[::1", "https://[::1]x/", "https://[fe80::1%25eth0]/", "https://[1.2.3.4]/", "https://[crm.example]/",
            "https://./",
        ])
    func refused(url: Wire) {
        #expect(throws: TransportError.unusable) { try RequestTarget(url.text, allowsHTTP: true) }
    }

    @Test(
        "Only https, and http where it is allowed",
        arguments: ["http://crm.example/", "ftp://crm.example/", "file:///etc/passwd", "gopher://x/"])
    func schemes(url: String) {
        #expect(throws: TransportError.blockedDestination) { try RequestTarget(url, allowsHTTP: false) }
    }
}

@Suite("Headers that a caller may set")
struct HeaderRulesTests {
    @Test(
        "Ordinary ones",
        arguments: [("Accept", "application/json"), ("X-Empty", ""), ("Authorization", "Bearer a\tb"), ("X-Utf8", "Zoë")])
    func allowed(name: String, value: String) {
        #expect(HeaderRules.allow([(name, value)]))
    }

    @Test(
        "Not those that break out of their line or frame the message",
        arguments: [
            ("X", "a\r\nY: b"), ("X", "a\nb"), ("X", "a\rb"), ("X", "a\0b"), ("X", "\u{7F}"), ("X Y", "a"), ("X:", "a"),
            ("", "a"), ("Xä", "a"), ("X\n", "a"),
            ("Content-Length", "5"), ("transfer-encoding", "chunked"), ("HOST", "evil.example"), ("Expect", "100-continue"),
            ("Accept-Encoding", "br"),
            ("Connection", "close"), ("Proxy-Authorization", "x"),
        ])
    func refused(name: Wire, value: Wire) {
        #expect(!HeaderRules.allow([("Accept", "a"), (name.text, value.text)]))
    }
}
