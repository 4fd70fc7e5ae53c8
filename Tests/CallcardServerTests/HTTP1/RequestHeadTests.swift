import HTTPTypes
import NIOHTTP1
import Testing

@testable import CallcardServer

@Suite("B11, X18 What is a request by RFC 9110 and RFC 9112")
struct RequestHeadTests {
    private func read(
        _ fields: [(String, String)] = [("Host", "a")], _ method: HTTPMethod = .GET, _ target: String = "/healthz",
        version: HTTPVersion = .http1_1
    ) throws(RequestFault) -> RequestHead {
        try RequestHead(HTTPRequestHead(version: version, method: method, uri: target, headers: HTTPHeaders(fields)))
    }

    private func fault(
        _ fields: [(String, String)] = [("Host", "a")], _ method: HTTPMethod = .GET, _ target: String = "/healthz",
        version: HTTPVersion = .http1_1
    ) -> RequestFault? {
        do throws(RequestFault) {
            _ = try self.read(fields, method, target, version: version)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "A host is a name, an IPv4 address or an IPv6 address in brackets, with a port or without",
        arguments: [
            "a", "A.Example", "callcard.example:8080", "callcard.example:", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:65535",
            "[2001:db8::192.0.2.7]", "a_b", "xn--bcher-kva.example", "a%2Db", "a.", "1",
        ])
    func hosts(host: String) {
        #expect(self.fault([("Host", host)]) == nil)
    }

    @Test(
        "Everything else is none",
        arguments: [
            "", " ", "a b", "a, b", "a/b", "a@b", "user:secret@a", "http://a", "a:b", "a:80:80", "a:65536", "a:-1", "a:+1", ":80",
            "::1", "[::1", "[::1]x", "[::1]:x", "[::g]", "[]", "[1.2.3.4]", "[fe80::1%25eth0]", "a%", "a%2", "a%zz",
            "b\u{fc}cher.example",
            "a#b", "a?b", "a\\b", "a\"b", "<a>",
        ])
    func noHosts(host: String) {
        #expect(self.fault([("Host", host)]) == .badHost)
    }

    @Test("There is one Host, whatever the two say; only version 1.0 may have none")
    func numberOfHosts() {
        #expect(self.fault([]) == .badHost)
        #expect(self.fault([("Host", "a"), ("host", "a")]) == .badHost)
        #expect(self.fault([], version: .http1_0) == nil)
        #expect(self.fault([("Host", "a"), ("HOST", "b")], version: .http1_0) == .badHost)
        #expect(self.fault([("Host", "a b")], version: .http1_0) == .badHost)
    }

    @Test(
        "A whole URL is a target; its host counts, whatever Host says",
        arguments: [
            ("http://b.example/healthz?x=1", "/healthz?x=1", "b.example"), ("HTTPS://b:443/", "/", "b:443"),
            ("http://b", "/", "b"),
            ("http://b?x", "/?x", "b"), ("http://[::1]:80/a", "/a", "[::1]:80"),
        ])
    func urls(target: String, path: String, host: String) throws {
        let message = try self.read([("X-A", "1"), ("Host", "a")], .GET, target).message
        #expect(message.uri == path && message.headers["Host"] == [host])
    }

    @Test(
        "What is neither a path nor such a URL is no target",
        arguments: [
            "healthz", "ftp://a/", "//", "http:/a", "http:a", "*", "*/", "/a b", "/a\u{e9}", "/a#b", "/a\"", "/a<", "/a\\",

            "http://b/a b", "a://b",
        ])
    func noTargets(target: String) {
        #expect(self.fault([("Host", "a")], .GET, target) == (target == "//" ? nil : .badTarget))
    }

    @Test(
        "The host of a URL is a host, too", arguments: ["http://", "http:///a", "http://user@b/", "http://b:x/", "http://[::1/"])
    func noHostsOfURLs(target: String) {
        #expect(self.fault([("Host", "a")], .GET, target) == .badHost)
    }

    @Test("The star is a target of OPTIONS alone, and nothing connects through us")
    func otherForms() {
        #expect(self.fault([("Host", "a")], .OPTIONS, "*") == nil)
        for method in [HTTPMethod.GET, .HEAD, .POST, .TRACE] { #expect(self.fault([("Host", "a")], method, "*") == .badTarget) }
        #expect(self.fault([("Host", "a:443")], .CONNECT, "a:443") == .unknownMethod)
    }

    @Test("A target may have 8,192 bytes")
    func longTargets() {
        let longest = "/" + String(repeating: "a", count: 8_191)
        #expect(self.fault([("Host", "a")], .GET, longest) == nil)
        #expect(self.fault([("Host", "a")], .GET, longest + "a") == .targetTooLong)
    }

    @Test(
        "The one transfer coding is chunked, once, last, without a length beside it",
        arguments: [
            (["chunked"], nil), (["Chunked"], nil), ([" chunked "], nil), (["chunked,"], nil),
            (["gzip, chunked"], .unknownTransferCoding),
            (["gzip", "chunked"], .unknownTransferCoding), (["chunked, chunked"], .badFraming),
            (["chunked", "chunked"], .badFraming),
            (["gzip"], .badFraming), (["identity"], .badFraming), ([""], .badFraming), (["chunked, gzip"], .badFraming),
            (["chunked;a=b"], .badFraming), (["xchunked"], .badFraming),
        ] as [([String], RequestFault?)])
    func codings(values: [String], fault: RequestFault?) {
        let fields = [("Host", "a")] + values.map { ("Transfer-Encoding", $0) }
        #expect(self.fault(fields, .POST) == fault)
        #expect(self.fault(fields + [("Content-Length", "2")], .POST) == .badFraming)
        #expect(self.fault(fields, .POST, version: .http1_0) == .badFraming)
    }

    @Test("Whoever expects 100-continue and has a body waits for it; another expectation can't be met")
    func expectations() throws {
        let fields = [("Host", "a"), ("Expect", "100-Continue")]
        #expect(try self.read(fields + [("Content-Length", "2")], .POST).awaitsContinue)
        #expect(try self.read(fields + [("Transfer-Encoding", "chunked")], .POST).awaitsContinue)
        #expect(try !self.read(fields, .POST).awaitsContinue)
        #expect(try !self.read(fields + [("Content-Length", "0")], .POST).awaitsContinue)
        #expect(try !self.read(fields + [("Content-Length", "2")], .POST, version: .http1_0).awaitsContinue)
        #expect(self.fault([("Host", "a"), ("Expect", "more")]) == .unknownExpectation)
        #expect(self.fault(fields + [("Expect", "more")]) == .unknownExpectation)
        #expect(self.fault([("Host", "a"), ("Expect", "100-continue, more")]) == .unknownExpectation)
        #expect(self.fault([("Expect", "more")], version: .http1_0) == nil)
    }

    @Test("Close in any case and place, an upgrade, and version 1.0 end the connection")
    func lastOnes() throws {
        func isLast(_ fields: [(String, String)], _ version: HTTPVersion = .http1_1) throws -> Bool {
            try self.read([("Host", "a")] + fields, version: version).isLast
        }
        #expect(try !isLast([]) && !isLast([("Connection", "keep-alive")]) && !isLast([("Connection", "x-close")]))
        for value in ["close", "Close", "keep-alive, CLOSE", "close, TE"] { #expect(try isLast([("Connection", value)])) }
        #expect(try isLast([("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c")]))
        #expect(try isLast([], .http1_0) && isLast([("Connection", "keep-alive")], .http1_0))
    }

    @Test("A request of version 1.0 counts as forwarded: so do proxies speak that say nothing else of themselves")
    func oldVersion() throws {
        #expect(try self.read(version: .http1_0).message.headers.contains(name: "Via"))
        #expect(try !self.read().message.headers.contains(name: "Via"))
    }

    @Test("What is longer than 64 KiB, or has no length ahead, is not read for nothing")
    func longBodies() throws {
        func hasLongBody(_ name: String, _ value: String) throws -> Bool {
            try self.read([("Host", "a"), (name, value)], .POST).hasLongBody
        }
        #expect(try !hasLongBody("Content-Length", "65536") && hasLongBody("Content-Length", "65537"))
        #expect(try hasLongBody("Transfer-Encoding", "chunked") && hasLongBody("Content-Length", "99999999999999999999"))
    }

    @Test("Each fault says what to do, and nothing of what was sent", arguments: RequestFault.allCases)
    func problems(fault: RequestFault) {
        let problem = fault.problem
        #expect([400, 414, 417, 431, 501, 505].contains(problem.code.status.code) && problem.detail.hasSuffix("."))
    }
}
