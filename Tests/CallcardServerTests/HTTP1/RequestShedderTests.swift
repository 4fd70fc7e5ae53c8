import CallModel
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import TestSupport
import Testing

@testable import CallcardServer

/// One connection of a server on whose threads more waits than can be answered in time.
@Suite("Requests refused on the event loop")
struct RequestShedderTests {
    private let bench = ServerBench()
    private let channel = EmbeddedChannel()
    private let pending: PendingRequest

    private var shedder: LoadShedder { self.bench.api.responder.shedder }

    init() throws {
        self.pending = PendingRequest(queue: self.bench.api.responder.shedder.queue, time: self.bench.time)
        try self.channel.pipeline.syncOperations.addHandler(RequestShedder(self.bench.api.responder, pending: self.pending))
        try self.channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// Somebody waits, and nobody begins for a third of a second.
    private func overload() {
        for _ in 0..<64 { _ = self.shedder.queue.join(at: self.bench.time.monotonicNow()) }
        self.bench.time.advance(by: .milliseconds(333))
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, body: String = "{}") throws {
        let head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path)
        for part: HTTPRequestPart in [.head(head), .body(ByteBuffer(string: body)), .end(nil)] {
            try self.channel.writeInbound(part)
        }
        self.channel.pipeline.fireChannelReadComplete()
    }

    /// The request's answer as the connection's task writes it.
    private func answer() throws {
        try self.channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try self.channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    /// The parts of requests that went on.
    private func passed() throws -> Int {
        var count = 0
        while try self.channel.readInbound(as: HTTPRequestPart.self) != nil { count += 1 }
        return count
    }

    /// The answers that were written.
    private func answers() throws -> [(head: HTTPResponse, body: String)] {
        var answers: [(head: HTTPResponse, body: String)] = []
        while let part = try self.channel.readOutbound(as: HTTPResponsePart.self) {
            switch part {
            case .head(let head): answers.append((head, ""))
            case .body(let body): answers[answers.count - 1].body += String(buffer: body)
            case .end: break
            }
        }
        return answers
    }

    @Test("Everything goes on where little waits")
    func calm() throws {
        try self.send(.post, "/v1/lookups")
        #expect(try self.passed() == 3)
        #expect(try self.answers().isEmpty)
        self.bench.time.advance(by: .milliseconds(10))
        #expect(self.shedder.queue.expectedWait(at: self.bench.time.monotonicNow()) == .milliseconds(10))
        self.pending.end()
        #expect(self.shedder.queue.expectedWait(at: self.bench.time.monotonicNow()) == .zero)
    }

    @Test(
        "Lookups, contexts and events get 503 with a pause; nothing of them goes on, and the next request is as any",
        arguments: [
            (HTTPRequest.Method.post, "/v1/lookups"), (.get, "/v1/sessions/c-1/context?waitMs=100"),
            (.post, "/v1/sessions/c-1/events"),
        ])
    func refused(method: HTTPRequest.Method, path: String) throws {
        self.overload()
        try self.send(method, path)
        #expect(try self.passed() == 0)
        let answers = try self.answers()
        let answer = try #require(answers.first)
        #expect(answers.count == 1 && answer.head.status == .serviceUnavailable && answer.body.contains(#""code":"overloaded""#))
        let fields = answer.head.headerFields
        #expect(fields[.retryAfter] == "1" && fields[.cacheControl] == "no-store" && fields[.date] != nil)
        #expect(fields[.xContentTypeOptions] == "nosniff" && fields[.contentLength] == String(answer.body.utf8.count))
        #expect(self.shedder.events.count == 0)
        try self.send(.get, "/healthz")
        #expect(try self.passed() == 3)
    }

    @Test("A switch that asks for a name gets none, in 200")
    func callerName() throws {
        self.overload()
        try self.send(.post, "/v1/callername", body: "number=1")
        #expect(try self.passed() == 0)
        let answers = try self.answers()
        #expect(answers.count == 1)
        let answer = try #require(answers.first)
        #expect(answer.head.status == .ok && answer.body.isEmpty)
        #expect(answer.head.headerFields[.contentType] == "text/plain; charset=utf-8")
    }

    @Test("All else is let in", arguments: ["/healthz", "/metrics", "/v1/services", "/nothing", "/v1/sessions/c-1/nothing"])
    func others(path: String) throws {
        self.overload()
        try self.send(.get, path)
        #expect(try self.passed() == 3)
        #expect(try self.answers().isEmpty)
    }

    @Test("A request behind one that is not answered waits for that, whatever else waits")
    func pipelined() throws {
        try self.send(.post, "/v1/lookups")
        self.pending.end()
        self.overload()
        try self.send(.post, "/v1/lookups")
        #expect(try self.passed() == 6)
        #expect(try self.answers().isEmpty)
        try self.answer()
        try self.answer()
        #expect(try self.answers().count == 2)
        try self.send(.post, "/v1/lookups")
        #expect(try self.passed() == 0)
        #expect(try self.answers().map { $0.head.status } == [.serviceUnavailable])
    }

    @Test("A connection that ends gives its place back")
    func ending() throws {
        try self.send(.post, "/v1/sessions/c-1/events")
        #expect(self.shedder.events.count == 1)
        self.channel.pipeline.fireChannelInactive()
        #expect(self.shedder.events.count == 0)
        #expect(self.shedder.queue.expectedWait(at: self.bench.time.monotonicNow() + .seconds(9)) == .zero)
    }
}
