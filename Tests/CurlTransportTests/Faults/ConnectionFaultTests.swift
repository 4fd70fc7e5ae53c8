import CallModel
import Glibc
import OutboundHTTP
import Testing

@testable import CurlTransport

@Suite("Upstreams that can't be reached")
struct ConnectionFaultTests {
    @Test("A1 Connection refused is a connect error at once, and the next host is unaffected")
    func refused() async throws {
        let closed = RawServer()
        closed.stop()
        try await withServer(by: { peer in while peer.readRequest() != nil { peer.answer() } }) { transport, server in
            let (outcome, time) = await timed { await transport.outcome(localCall(closed.port)) }
            #expect(outcome.error == .connect)
            #expect(time < .seconds(10))
            #expect(await transport.outcome(localCall(server.port)).answer?.status == 200)
        }
    }

    @Test("A2 A host that takes no connection is given up at the connect limit, and its socket closed")
    func blackhole() async throws {
        // A full queue of connections that nobody accepts: the system drops further ones without a word.
        let server = RawServer(backlog: 0, accepts: false)
        defer { server.stop() }
        let fillers = (0..<3).map { _ in Self.connect(server.port) }
        defer { for filler in fillers { close(filler) } }
        let transport = try CurlTransport()
        defer { transport.shutdown() }
        let call = localCall(server.port, total: .seconds(30), connect: .milliseconds(300))
        let (outcome, time) = await timed { await transport.outcome(call) }
        #expect(outcome.error == .timeout)
        #expect(time >= .milliseconds(290) && time < .seconds(10))
        #expect(await eventually { transport.statistics.transfers == 0 })
    }

    @Test(
        "A5 A blocked address gets no packet",
        arguments: [
            "http://127.0.0.1", "http://[::ffff:127.0.0.1]", "http://localhost", "http://rebound.example",
        ])
    func blocked(origin: String) async throws {
        try await withServer(lookUp: { _ in .found([[127, 0, 0, 1]]) }, by: { peer in peer.hang() }) { transport, server in
            let call = HTTPCall(url: "\(origin):\(server.port)/", destinations: DestinationPolicy(allowsHTTP: true))
            let (outcome, time) = await timed { await transport.outcome(call) }
            #expect(outcome.error == .blockedDestination)
            #expect(time < .seconds(10))
            #expect(transport.statistics.connectionsOpened == 0)
            #expect(server.connections == 0)
        }
    }

    @Test("A5 A name that flips to a blocked address is refused on its next connection")
    func rebinding() async throws {
        let lookUps = Tally()
        let flip: NameResolver.LookUp = { _ in lookUps.add() == 1 ? .found([[127, 0, 0, 1]]) : .found([[127, 0, 0, 2]]) }
        try await withServer(
            lookUp: flip,
            by: { peer in
                while peer.readRequest() != nil { peer.answer(headers: "Connection: close\r\n") }
            }
        ) { transport, server in
            var call = localCall(server.port)
            call.url = "http://rebound.example:\(server.port)/"
            call.destinations.allow = [try #require(AddressBlock(parsing: "127.0.0.1"))]
            #expect(await transport.outcome(call).answer?.status == 200)
            call.url = "http://rebound2.example:\(server.port)/"
            #expect(await transport.outcome(call).error == .blockedDestination)
        }
    }

    @Test("A5 A call never uses a connection that only a wider policy could open")
    func narrowerPolicy() async throws {
        try await withServer(by: { peer in while peer.readRequest() != nil { peer.answer() } }) { transport, server in
            let wide = localCall(server.port)
            var narrow = wide
            narrow.destinations.allow = []
            #expect(await transport.outcome(wide).answer?.status == 200)
            #expect(await transport.outcome(narrow).error == .blockedDestination)
            #expect(server.requests.count == 1)
            #expect(await transport.outcome(wide).answer?.status == 200)
        }
    }

    @Test("A5 Where one of two addresses is allowed, the other is left out")
    func oneOfTwo() async throws {
        let both: NameResolver.LookUp = { _ in .found([[10, 0, 0, 1], [127, 0, 0, 1]]) }
        try await withServer(lookUp: both, by: { peer in while peer.readRequest() != nil { peer.answer() } }) {
            transport, server in
            var call = localCall(server.port)
            call.url = "http://two.example:\(server.port)/"
            #expect(await transport.outcome(call).answer?.status == 200)
            #expect(transport.statistics.connectionsOpened == 1)
        }
    }

    @Test("A30 A connection closed while idle is replaced without the caller's noticing")
    func closedWhileIdle() async throws {
        try await withServer(by: { peer in
            guard peer.readRequest() != nil else { return }
            peer.answer()
        }) { transport, server in
            for _ in 0..<5 {
                #expect(await transport.outcome(localCall(server.port)).answer?.status == 200)
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(server.connections == 5)
        }
    }

    @Test(
        "A30 A connection closed just as we send: a GET is sent once more, a POST never",
        arguments: ["GET", "PUT", "POST", "PATCH"])
    func closedAsWeSend(method: String) async throws {
        let connections = Tally()
        let reused = Tally()
        try await withServer(by: { peer in
            let isFirst = connections.add() == 1
            guard peer.readRequest() != nil else { return }
            peer.answer()
            // The first connection takes the second request and then goes without a word.
            guard isFirst else { return peer.hang() }
            if peer.readRequest() != nil { reused.add() }
        }) { transport, server in
            #expect(await transport.outcome(localCall(server.port, method: "GET")).answer?.status == 200)
            var call = localCall(server.port, method: method)
            call.repeats = RepeatMark()
            let outcome = await transport.outcome(call)
            #expect(call.repeats?.isSet == (method == "GET" || method == "PUT"))
            let sent = server.requests.dropFirst()
            if method == "GET" || method == "PUT" {
                #expect(outcome.answer?.status == 200)
                #expect(sent.count == 2)
            } else {
                #expect(sent.count == 1)
                // Where some seconds have passed meanwhile, as on a busy machine, it takes a fresh connection, which answers.
                #expect(reused.count == 1 ? outcome.error == .connect : outcome.answer?.status == 200)
            }
        }
    }

    @Test("R6 A connection that is broken off under a request is an error: whether to ask again is not the transport's to say")
    func brokenOff() async throws {
        try await withServer(by: { peer in
            guard peer.readRequest() != nil else { return }
            peer.answer()
            if peer.readRequest() != nil { peer.reset() }
        }) { transport, server in
            #expect(await transport.outcome(localCall(server.port)).answer?.status == 200)
            var call = localCall(server.port)
            call.repeats = RepeatMark()
            #expect(await transport.outcome(call).error == .connect)
            #expect(server.requests.count == 2 && call.repeats?.isSet == false)
        }
    }

    @Test("A30 A server that closes every reused connection is asked twice, not for ever")
    func atMostOneRetry() async throws {
        let isClosing = Tally()
        try await withServer(by: { peer in
            guard peer.readRequest() != nil else { return }
            if isClosing.count > 0 { return }
            usleep(50_000)  // so that the calls below open a connection each
            peer.answer()
            _ = peer.readRequest()
        }) { transport, server in
            await withTaskGroup { group in
                for _ in 0..<8 { group.addTask { _ = await transport.outcome(localCall(server.port)) } }
            }
            #expect(server.connections == 8)
            isClosing.add()
            let before = server.requests.count
            #expect(await transport.outcome(localCall(server.port)).error == .connect)
            #expect(server.requests.count - before <= 2)
        }
    }

    private static func connect(_ port: Int) -> Int32 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = RawServer.loopback(port: UInt16(port))
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = Glibc.connect(socket, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return socket
    }
}
