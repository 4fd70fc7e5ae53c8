import OutboundHTTP
import Testing

@testable import CurlTransport

@Suite("Reading an answer line by line")
struct HTTPAnswerReaderTests {
    private func read(_ lines: [String], body: String = "", bodyBytes: Int = 100, headerBytes: Int = 200) throws -> HTTPAnswer? {
        var reader = HTTPAnswerReader(limits: HTTPCall.Limits(bodyBytes: bodyBytes, headerBytes: headerBytes))
        for line in lines { try Array("\(line)\r\n".utf8).withUnsafeBytes { try reader.receive(line: $0) } }
        if !body.isEmpty { try Array(body.utf8).withUnsafeBytes { try reader.receive(body: $0) } }
        return reader.answer
    }

    @Test("A whole answer")
    func whole() throws {
        let answer = try #require(try self.read(["HTTP/1.1 200 OK", "Content-Type:\ttext/plain \t", "X:", ""], body: "hi"))
        #expect(answer.status == 200)
        #expect(answer.headers.map(\.name) == ["content-type", "x"])
        #expect(answer.headers.map(\.value) == ["text/plain", ""])
        #expect(answer.body == Array("hi".utf8))
    }

    @Test("No answer before its header is complete", arguments: [[], ["HTTP/1.1 200 OK"], ["HTTP/1.1 100 Continue", ""]])
    func incomplete(lines: [String]) throws {
        #expect(try self.read(lines) == nil)
    }

    @Test("Trailers are counted and ignored")
    func trailers() throws {
        let head = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", ""]
        #expect(try self.read(head + ["Content-Encoding: br", "X: y"])?.headers.count == 1)
        #expect(throws: TransportError.tooLarge) {
            try self.read(head + Array(repeating: "X: 12345678901234567890", count: 20))
        }
    }

    @Test("A body that is too long is thrown away where nobody wants to read it", arguments: ["Content-Length: 101", "X: y"])
    func unwantedBody(field: String) throws {
        for isUnwanted in [true, false] {
            var reader = HTTPAnswerReader(limits: HTTPCall.Limits(bodyBytes: 100, dropsLongBody: isUnwanted))
            #expect(throws: TransportError.tooLarge) {
                for line in ["HTTP/1.1 202 Accepted", field, ""] {
                    try Array("\(line)\r\n".utf8).withUnsafeBytes { try reader.receive(line: $0) }
                }
                try [UInt8](repeating: 0x20, count: 101).withUnsafeBytes { try reader.receive(body: $0) }
            }
            #expect(reader.answerWithoutBody?.status == (isUnwanted ? 202 : nil))
            #expect(reader.answerWithoutBody?.body.isEmpty != false)
        }
    }

    @Test("Bytes of the header may reach the limit and not pass it", arguments: [(0, true), (1, false)])
    func headerLimit(more: Int, isFine: Bool) throws {
        let lines = ["HTTP/1.1 200 OK", "X: " + String(repeating: "y", count: 200 - 17 - 5 - 2 + more), ""]
        if isFine {
            #expect(try self.read(lines)?.status == 200)
        } else {
            #expect(throws: TransportError.tooLarge) { try self.read(lines) }
        }
    }

    @Test("A body before a header is malformed")
    func bodyFirst() {
        #expect(throws: TransportError.malformed) { try self.read([], body: "x") }
    }

    @Test(
        "Fields that settle how the body is read",
        arguments: [
            [("content-length", "0")], [("content-length", "7"), ("content-length", "7")], [("transfer-encoding", "Chunked")],
            [("content-encoding", "gzip"), ("content-length", "7")],
            [("content-encoding", "deflate"), ("transfer-encoding", "chunked")],
            [("content-encoding", "identity")],
        ])
    func clear(fields: [(String, String)]) throws {
        var framing = Framing()
        for (name, value) in fields { try framing.receive((name: name, value: value)) }
    }

    @Test(
        "Fields that two readers could understand differently",
        arguments: [
            [("content-length", "")], [("content-length", "7 ")], [("content-length", "7, 7")],
            [("content-length", "7"), ("content-length", "8")],
            [("content-length", "٧")], [("transfer-encoding", "chunked"), ("transfer-encoding", "chunked")],
            [("content-length", "7"), ("transfer-encoding", "chunked")],
            [("transfer-encoding", "chunked"), ("content-length", "7")],
            [("transfer-encoding", "gzip, chunked")], [("content-encoding", "gzip"), ("content-encoding", "identity")],
            [("content-encoding", "br")], [("content-encoding", "gzip,gzip")],
        ])
    func unclear(fields: [(String, String)]) {
        #expect(throws: TransportError.malformed) {
            var framing = Framing()
            for (name, value) in fields { try framing.receive((name: name, value: value)) }
        }
    }
}
