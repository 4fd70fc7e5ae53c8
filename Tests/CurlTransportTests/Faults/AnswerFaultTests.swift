import CallModel
import Glibc
import OutboundHTTP
import Testing

@testable import CurlTransport

@Suite("Answers that are not as they should be")
struct AnswerFaultTests {
    private func outcome(
        total: Duration = .seconds(5), bodyBytes: Int = 1 << 20, _ behaviour: @escaping @Sendable (Peer) -> Void
    ) async throws -> (CurlTransport.Outcome, Duration) {
        var result: (CurlTransport.Outcome, Duration)?
        try await withServer(by: { peer in
            if peer.readRequest() != nil { behaviour(peer) }
        }) { transport, server in
            let (outcome, time) = await timed {
                await transport.outcome(localCall(server.port, total: total, bodyBytes: bodyBytes))
            }
            #expect(await eventually { transport.statistics.transfers == 0 })
            result = (outcome, time)
        }
        return try #require(result)
    }

    @Test("A7 Accepted, then silence: cut at the total limit")
    func silence() async throws {
        let (outcome, time) = try await self.outcome(total: .milliseconds(200)) { $0.hang() }
        #expect(outcome.error == .timeout)
        #expect(time >= .milliseconds(199) && time < .seconds(10))
    }

    @Test(
        "A8 A header or body that stops in the middle: cut at the total limit, nothing of it returned",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\"",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n", "HTTP/1.1 200 OK\r\n\r\n{}",
        ])
    func hang(start: Wire) async throws {
        let (outcome, time) = try await self.outcome(total: .milliseconds(200)) { peer in
            peer.send(start.text)
            peer.hang()
        }
        #expect(outcome.error == .timeout)
        #expect(time >= .milliseconds(199) && time < .seconds(10))
    }

    @Test("A9 Byte by byte: the total limit governs, not the pauses")
    func drip() async throws {
        let (outcome, time) = try await self.outcome(total: .milliseconds(250)) { peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while peer.send("x") { usleep(10_000) }
        }
        #expect(outcome.error == .timeout)
        #expect(time >= .milliseconds(249) && time < .seconds(10))
    }

    @Test(
        "A10 Broken off in the middle is malformed, however it looks",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\":1}", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Type: text/pl",
            "HTTP/1.1 200 OK\r\n",
        ], [false, true])
    func brokenOff(start: Wire, byReset: Bool) async throws {
        let (outcome, _) = try await self.outcome { peer in
            peer.send(start.text)
            guard byReset else { return }
            usleep(20_000)
            peer.reset()
        }
        #expect(outcome.error == .malformed)
    }

    @Test("A10 RST in a body without length is malformed; FIN is its end")
    func resetWithoutLength() async throws {
        let (reset, _) = try await self.outcome { peer in
            peer.send("HTTP/1.1 200 OK\r\n\r\n{\"a\":1}")
            usleep(20_000)
            peer.reset()
        }
        #expect(reset.error == .malformed)
        let (end, _) = try await self.outcome { peer in peer.send("HTTP/1.1 200 OK\r\n\r\n{\"a\":1}") }
        #expect(end.text == "{\"a\":1}")
    }

    @Test(
        "gzip that ends early in a whole message is passed on as far as it goes, for libcurl 7.88 does not tell",
        arguments: [1, 8, 12, 30])
    func truncatedGzip(missing: Int) async throws {
        let text = "{\"name\":\"Anna Meier\",\"company\":\"Example\"}"
        let cut = Array(Gzip.stored(Array(text.utf8)).dropLast(missing))
        let (outcome, _) = try await self.outcome { peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(cut.count)\r\n\r\n")
            peer.send(cut)
        }
        // A beginning of a JSON object or array is never one itself, so the reader of the body refuses it.
        #expect(outcome.text == String(text.prefix(text.count + 8 - max(8, missing))))
    }

    @Test("A10 gzip with a wrong checksum, or that is none, is malformed")
    func wrongGzip() async throws {
        var wrong = Gzip.stored(Array("{\"a\":1}".utf8))
        wrong[wrong.count - 8] ^= 1
        for body in [wrong, Array("{\"a\":1}".utf8)] {
            let (outcome, _) = try await self.outcome { peer in
                peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n")
                peer.send(body)
            }
            #expect(outcome.error == .malformed)
        }
    }

    @Test("The end before a first whole line is a connect error")
    func nothing() async throws {
        let (end, _) = try await self.outcome { _ in }
        #expect(end.error == .connect)
        let (reset, _) = try await self.outcome { $0.reset() }
        #expect(reset.error == .connect)
        let (stump, _) = try await self.outcome { $0.send("HTTP/1.") }
        #expect(stump.error == .connect)
    }

    @Test(
        "A13 A length over the limit is refused at the header",
        arguments: ["1048577", "10000000000", "99999999999999999999999999"])
    func hugeLength(length: String) async throws {
        let sent = Tally()
        let (outcome, _) = try await self.outcome { peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n")
            let block = [UInt8](repeating: 0x78, count: 65_536)
            for _ in 0..<2_000 where peer.send(block) { sent.add() }
        }
        #expect(outcome.error == .tooLarge)
        // Only what fits into the sockets' buffers can have left the server.
        #expect(sent.count < 200)
    }

    @Test("A14 Chunks without end are cut at the limit", arguments: [1 << 20, 1_000])
    func hugeChunks(limit: Int) async throws {
        let (outcome, _) = try await self.outcome(bodyBytes: limit) { peer in
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let block = Array("10000\r\n".utf8) + [UInt8](repeating: 0x78, count: 65_536) + Array("\r\n".utf8)
            while peer.send(block) {}
        }
        #expect(outcome.error == .tooLarge)
    }

    @Test("A body of exactly the limit is fine")
    func exactLimit() async throws {
        let (outcome, _) = try await self.outcome(bodyBytes: 7) { $0.answer("{\"a\":1}") }
        #expect(outcome.text == "{\"a\":1}")
    }

    @Test("A15 A gzip bomb is cut at the limit after decompression")
    func bomb() async throws {
        let bomb = Gzip.bomb(size: 100_000)
        let (outcome, _) = try await self.outcome { peer in
            peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
            peer.send(bomb)
        }
        #expect(outcome.error == .tooLarge)
    }

    @Test(
        "A15 Encodings that nobody asked for, and nested ones, are malformed",
        arguments: [
            "Content-Encoding: br", "Content-Encoding: zstd", "Content-Encoding: compress", "Content-Encoding: gzip, gzip",
            "Content-Encoding: gzip\r\nContent-Encoding: gzip", "Content-Encoding: identity, br",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: gzip", "Transfer-Encoding: identity",
        ])
    func encodings(field: Wire) async throws {
        let (outcome, _) = try await self.outcome { peer in
            let body = Gzip.stored(Gzip.stored(Array("{}".utf8)))
            peer.send("HTTP/1.1 200 OK\r\n\(field.text)\r\n\r\n")
            peer.send(body)
        }
        #expect(outcome.error == .malformed)
    }

    @Test(
        "A16 Too many header lines, too long ones and endless interim answers are cut",
        arguments: [
            ("a: b\r\n", 64_000), (Wire(String(repeating: "x", count: 1_000_000)), 1),
            (Wire("x: " + String(repeating: "y", count: 70_000) + "\r\n"), 1),
            ("\r\nHTTP/1.1 103 Early Hints\r\nx: y\r\n", 10_000),
        ])
    func hugeHeader(line: Wire, count: Int) async throws {
        let (outcome, _) = try await self.outcome { peer in
            peer.send("HTTP/1.1 \(line.text.hasPrefix("\r\n") ? "103 x" : "200 OK")\r\n")
            peer.send(String(repeating: line.text, count: count))
            peer.hang()
        }
        #expect(outcome.error == .tooLarge)
    }

    @Test(
        "A16 Lines that two readers could read differently are malformed",
        arguments: [
            " folded: x", "Name : x", ": x", "no colon", "X: a\rb", "X: a\0b", "X\u{1}: b",
            "Content-Length: 2\r\nContent-Length: 3", "Content-Length: 2, 2",
            "Content-Length: -2", "Content-Length: +2", "Content-Length: 0x2", "Content-Length: 2\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 2", "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: xchunked",
        ])
    func ambiguous(field: Wire) async throws {
        let (outcome, _) = try await self.outcome { peer in
            peer.send("HTTP/1.1 200 OK\r\n\(field.text)\r\n\r\n{}")
        }
        #expect(outcome.error == .malformed)
    }

    @Test(
        "A16 What does not begin with an HTTP status line is malformed",
        arguments: [
            "<html>hello</html>", "HTTP/0.9 200 OK\r\n\r\n", "HTTP/1.1 99 x\r\n\r\n", "HTTP/1.1 600 x\r\n\r\n",
            "HTTP/1.1 20 x\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "HTTP/1.1\r\n\r\n", "ICY 200 OK\r\n\r\n",
            "\0\0\0\0\0\0\0\0\0\0\0\0", "RTSP/1.0 200 OK\r\n\r\n",
        ])
    func noHTTP(start: Wire) async throws {
        let (outcome, _) = try await self.outcome { $0.send(start.text) }
        #expect(outcome.error == .malformed)
    }

    @Test("A16 Chunk sizes that are none are malformed", arguments: ["g\r\n", "-1\r\n", "fffffffffffffffff\r\n", "\r\n"])
    func chunkSizes(size: Wire) async throws {
        let (outcome, _) = try await self.outcome {
            $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(size.text){}\r\n0\r\n\r\n")
        }
        #expect(outcome.error == .malformed)
    }

    @Test(
        "A17 A redirect is an answer and nothing is followed", arguments: [301, 302, 307, 308],
        ["http://127.0.0.1:1/", "file:///etc/passwd", "/loop"])
    func redirects(status: Int, location: String) async throws {
        try await withServer(by: { peer in
            while peer.readRequest() != nil { peer.answer("moved", status: "\(status) x", headers: "Location: \(location)\r\n") }
        }) { transport, server in
            let outcome = await transport.outcome(localCall(server.port))
            #expect(outcome.answer?.status == status)
            #expect(outcome.answer?.header("location") == location)
            #expect(server.requests.count == 1)
        }
    }
}
