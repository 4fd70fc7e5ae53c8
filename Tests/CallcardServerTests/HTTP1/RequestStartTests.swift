import NIOCore
import NIOHTTP1
import Testing

@testable import CallcardServer

@Suite("B11 What the first bytes of a request say where the parser has given up")
struct RequestStartTests {
    private func fault(_ error: HTTPParserError, _ parts: String...) -> RequestFault {
        var start = RequestStart()
        for part in parts { start.append(ByteBuffer(string: part)) }
        return start.fault(error)
    }

    @Test("A method that nobody has is a token, whole or not")
    func methods() {
        #expect(self.fault(.invalidMethod, "BREW /pot HTTP/1.1\r\n") == .unknownMethod)
        #expect(self.fault(.invalidMethod, "\r\nx-1.2~ /") == .unknownMethod)
        #expect(self.fault(.invalidMethod, "BR", "EW", " ") == .unknownMethod)
        #expect(self.fault(.invalidMethod, "BR") == .unknownMethod)
        for text in ["\u{16}\u{3}\u{1}", "B(REW / HTTP/1.1", " / HTTP/1.1", ""] {
            #expect(self.fault(.invalidMethod, text) == .malformed)
        }
    }

    @Test("Another version is one by its form")
    func versions() {
        #expect(self.fault(.invalidVersion, "GET / HTTP/2.0\r\n\r\n") == .unknownVersion)
        #expect(self.fault(.invalidVersion, "PRI * HTTP/2.0\r\n\r\nSM") == .unknownVersion)
        #expect(self.fault(.paused, "PRI * HTTP/2.0\r\n\r\n") == .unknownVersion)
        for line in [
            "GET / HTTP/1.1", "GET / HTTP/1.0", "GET / HTTP/x.y", "GET / HTTP/1", "GET /", "GET / http/1.1", "GET / HTTP/11.1",
            "GET / XHTTP/1.1",
        ] {
            #expect(self.fault(.invalidVersion, line + "\r\n\r\n") == .malformed)
        }
    }

    @Test("Too much is a target that is too long as long as the line has no end, else a head")
    func overflows() {
        let long = String(repeating: "a", count: 9_000)
        #expect(self.fault(.headerOverflow, "GET /" + long) == .targetTooLong)
        #expect(self.fault(.headerOverflow, "GET /", long, long, " HTTP/1.1\r\n") == .targetTooLong)
        #expect(self.fault(.headerOverflow, "GET / HTTP/1.1\r\nX: ", long) == .headTooLarge)
        #expect(self.fault(.headerOverflow, "GET / HT", "TP/1.1\r\nX: " + long) == .headTooLarge)
        #expect(self.fault(.headerOverflow) == .headTooLarge)
    }

    @Test("A length that is none, and two of them, are about the body's end")
    func lengths() {
        #expect(self.fault(.invalidContentLength, "POST / HTTP/1.1\r\n") == .badFraming)
        #expect(self.fault(.unexpectedContentLength, "POST / HTTP/1.1\r\n") == .badFraming)
        #expect(self.fault(.invalidHeaderToken, "POST / HTTP/1.1\r\n") == .malformed)
        #expect(RequestStart().fault(ByteToMessageDecoderError.leftoverDataWhenDone(ByteBuffer())) == .malformed)
    }

    @Test("Once a head is read nothing is known of the next")
    func clearing() {
        var start = RequestStart()
        start.append(ByteBuffer(string: "BREW / HTTP/1.1"))
        start.clear()
        #expect(start.fault(HTTPParserError.invalidMethod) == .malformed)
    }
}
