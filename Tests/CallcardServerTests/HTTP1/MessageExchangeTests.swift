import NIOHTTP1
import Testing

@testable import CallcardServer

@Suite("B11, X18 The messages of one connection, in their order")
struct MessageExchangeTests {
    private static let answer = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "2"])

    private func request(
        _ method: HTTPMethod = .POST, _ fields: [(String, String)] = [("Content-Length", "2")], version: HTTPVersion = .http1_1
    ) -> HTTPRequestHead {
        HTTPRequestHead(version: version, method: method, uri: "/x", headers: HTTPHeaders([("Host", "a")] + fields))
    }

    /// Whether a head goes on.
    private func passes(_ head: HTTPRequestHead, _ exchange: inout MessageExchange) -> Bool {
        guard case .passed = exchange.read(head) else { return false }
        return true
    }

    /// Reads a request to its end.
    private func readWhole(_ head: HTTPRequestHead, _ exchange: inout MessageExchange) -> Bool {
        let passes = self.passes(head, &exchange)
        return exchange.readEnd() && passes
    }

    @Test("Requests are answered one after another, and the connection stays")
    func keepAlive() {
        var exchange = MessageExchange()
        for _ in 0..<3 {
            #expect(exchange.isBeforeBody && self.passes(self.request(), &exchange) && !exchange.isBeforeBody)
            #expect(exchange.readBody() && exchange.readEnd() && exchange.isBeforeBody)
            #expect(exchange.write(Self.answer) == Self.answer)
            #expect(exchange.writesBody && exchange.writeEnd() == .nextAnswer)
        }
        #expect(!exchange.isEnded && exchange.write(Self.answer) == nil && exchange.writeEnd() == nil)
    }

    @Test("Behind a request that closes nothing is read; its answer says so and is the last")
    func closing() {
        var exchange = MessageExchange()
        #expect(self.readWhole(self.request(.GET, [("Connection", "close")]), &exchange))
        #expect(!self.passes(self.request(), &exchange) && !exchange.readBody() && !exchange.readEnd())
        #expect(exchange.write(Self.answer)?.headers["Connection"] == ["close"])
        #expect(exchange.writeEnd() == .end && exchange.isEnded)
        #expect(exchange.write(Self.answer) == nil && !exchange.writesBody && exchange.writeEnd() == nil)
    }

    @Test("What is no request is refused once those before it are answered, and nothing behind it is read")
    func refusing() {
        let refused = MessageExchange.Refused(fault: .badHost, isHead: false, path: "/")
        var exchange = MessageExchange()
        #expect(self.readWhole(self.request(), &exchange) && self.readWhole(self.request(), &exchange))
        #expect(!self.passes(HTTPRequestHead(version: .http1_1, method: .POST, uri: "/"), &exchange))
        #expect(!exchange.readBody() && !exchange.readEnd() && !self.passes(self.request(), &exchange))
        #expect(exchange.fail(.malformed) == .dropped)
        #expect(exchange.write(Self.answer) == Self.answer && exchange.writeEnd() == .nextAnswer)
        #expect(exchange.write(Self.answer) == Self.answer && exchange.writeEnd() == .refusal(refused))
        #expect(exchange.isEnded)
    }

    @Test("Alone it is refused at once, without a body where it was HEAD", arguments: [HTTPMethod.HEAD, .GET])
    func refusingAtOnce(method: HTTPMethod) {
        var exchange = MessageExchange()
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: "/v1/callername?number=1")
        guard case .refused(let refused) = exchange.read(head) else {
            Issue.record("It was let through.")
            return
        }
        let expected = MessageExchange.Refused(fault: .badHost, isHead: method == .HEAD, path: "/v1/callername")
        #expect(refused == expected && exchange.isEnded)
    }

    @Test("An error of the parser's in a head is a refusal; in a body it breaks the request off, whose answer is the last")
    func failing() {
        var exchange = MessageExchange()
        #expect(exchange.fail(.headTooLarge) == .refused(.init(fault: .headTooLarge, isHead: false)))
        #expect(exchange.fail(.malformed) == .dropped)

        exchange = MessageExchange()
        #expect(self.passes(self.request(), &exchange))
        #expect(exchange.fail(.malformed) == .passed && exchange.fail(.malformed) == .dropped)
        #expect(exchange.write(Self.answer)?.headers["Connection"] == ["close"] && exchange.writeEnd() == .end)

        exchange = MessageExchange()
        #expect(
            self.passes(self.request(), &exchange) && exchange.write(Self.answer) != nil && exchange.writeEnd() == .nextAnswer)
        #expect(exchange.fail(.malformed) == .ended && exchange.isEnded)
    }

    @Test("100 is sent once, where it is waited for and the body is wanted")
    func continuing() {
        var exchange = MessageExchange()
        let waiting = self.request(.POST, [("Content-Length", "2"), ("Expect", "100-continue")])
        #expect(!exchange.wantBody() && self.passes(waiting, &exchange))
        #expect(exchange.wantBody() && !exchange.wantBody())
        #expect(exchange.readBody() && exchange.readEnd())
        #expect(exchange.write(Self.answer) == Self.answer && exchange.writeEnd() == .nextAnswer)
        // Who sends the body unasked has no use for it.
        #expect(self.passes(waiting, &exchange) && exchange.readBody() && !exchange.wantBody())
        #expect(exchange.readEnd() && exchange.write(Self.answer) == Self.answer && exchange.writeEnd() == .nextAnswer)
        #expect(self.readWhole(self.request(), &exchange) && !exchange.wantBody())
    }

    @Test("Answered without 100 the connection ends: nobody knows whether the body comes")
    func finalAnswers() {
        var exchange = MessageExchange()
        #expect(self.passes(self.request(.POST, [("Content-Length", "2"), ("Expect", "100-continue")]), &exchange))
        #expect(exchange.write(Self.answer)?.headers["Connection"] == ["close"] && !exchange.wantBody())
        #expect(exchange.writeEnd() == .end)
    }

    @Test("An answer before the body has ended closes the connection where the body is long, and leaves it where it is short")
    func earlyAnswers() {
        for (fields, isLast) in [([("Content-Length", "2")], false), ([("Content-Length", "65537")], true)] {
            for isEarly in [true, false] {
                var exchange = MessageExchange()
                #expect(self.passes(self.request(.POST, fields), &exchange))
                if !isEarly { _ = exchange.readEnd() }
                #expect((exchange.write(Self.answer)?.headers["Connection"] == ["close"]) == (isLast && isEarly))
                #expect(exchange.writeEnd() == (isLast && isEarly ? .end : .nextAnswer))
            }
        }
    }

    @Test("An answer of unknown length is chunked for those who read chunks, and ends with the connection for others")
    func framing() {
        let stream = HTTPResponseHead(version: .http1_1, status: .ok)
        func head(_ request: HTTPRequestHead, _ answer: HTTPResponseHead) -> HTTPHeaders? {
            var exchange = MessageExchange()
            return self.readWhole(request, &exchange) ? exchange.write(answer)?.headers : nil
        }
        #expect(head(self.request(.GET, []), stream) == ["Transfer-Encoding": "chunked"])
        #expect(head(self.request(.GET, [], version: .http1_0), stream) == ["Connection": "close"])
        #expect(head(self.request(.HEAD, []), stream) == [:])
        #expect(head(self.request(.HEAD, []), Self.answer) == ["Content-Length": "2"])
        let unchanged = HTTPResponseHead(
            version: .http1_1, status: .notModified, headers: ["Content-Length": "0", "ETag": "\"a\""])
        #expect(head(self.request(.GET, []), unchanged) == ["ETag": "\"a\""])
    }

    @Test("The answer to HEAD has no body, whatever is written")
    func heads() {
        var exchange = MessageExchange()
        #expect(self.readWhole(self.request(.HEAD, []), &exchange) && exchange.write(Self.answer) == Self.answer)
        #expect(!exchange.writesBody && exchange.writeEnd() == .nextAnswer)
    }

    @Test("An answer that closes ends the connection, and the requests behind it stay unanswered")
    func closingAnswers() {
        var exchange = MessageExchange()
        #expect(self.readWhole(self.request(.GET, []), &exchange) && self.readWhole(self.request(), &exchange))
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Connection": "close"])
        #expect(exchange.write(head)?.headers == ["Transfer-Encoding": "chunked", "Connection": "close"])
        #expect(exchange.writeEnd() == .end && exchange.write(Self.answer) == nil)
    }

    @Test("Only one answer is written to a request")
    func doubleAnswers() {
        var exchange = MessageExchange()
        #expect(self.readWhole(self.request(), &exchange) && exchange.write(Self.answer) != nil)
        #expect(exchange.write(Self.answer) == nil && exchange.writeEnd() == .nextAnswer)
    }
}
