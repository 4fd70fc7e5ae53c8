import Glibc
import OutboundHTTP
import Testing

@testable import CurlTransport

@Suite("Calls over libcurl")
struct CurlTransportTests {
    @Test("A GET goes out as it was written, and its answer comes back whole")
    func get() async throws {
        try await withServer(by: { peer in
            while peer.readRequest() != nil {
                peer.answer("{\"a\":1}", headers: "Content-Type: application/json\r\nX-Two:  a b \r\nx-two: c\r\n")
            }
        }) { transport, server in
            let call = localCall(
                server.port, "/a/../b/%2B%2f?q=%20|{x}", headers: [("Accept", "application/json"), ("X-Empty", "")])
            let answer = try await transport.send(call)
            #expect(answer.status == 200)
            #expect(String(decoding: answer.body, as: UTF8.self) == "{\"a\":1}")
            #expect(answer.headers.map(\.name) == ["content-length", "content-type", "x-two", "x-two"])
            #expect(answer.headers.map(\.value) == ["7", "application/json", "a b", "c"])
            #expect(
                server.requests == [
                    """
                    GET /a/../b/%2B%2f?q=%20|{x} HTTP/1.1\r
                    Host: 127.0.0.1:\(server.port)\r
                    User-Agent: callcard\r
                    Accept-Encoding: gzip, deflate\r
                    Accept: application/json\r
                    X-Empty:\r
                    \r

                    """
                ])
        }
    }

    @Test(
        "Bodies go out as they are, without Expect and with the caller's content type only",
        arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func bodies(method: String) async throws {
        try await withServer(by: { peer in
            while peer.readRequest() != nil { peer.answer() }
        }) { transport, server in
            let body = Array(String(repeating: "x", count: 1_100_000).utf8)
            _ = try await transport.send(localCall(server.port, method: method, body: body))
            _ = try await transport.send(
                localCall(server.port, method: method, headers: [("content-type", "application/json")], body: [0x31]))
            let requests = server.requests
            #expect(requests[0].hasPrefix("\(method) / HTTP/1.1\r\n"))
            #expect(requests[0].contains("\r\nContent-Length: 1100000\r\n"))
            #expect(requests[0].hasSuffix("\r\n\r\n" + String(repeating: "x", count: 1_100_000)))
            #expect(!requests[0].lowercased().contains("expect:") && !requests[0].lowercased().contains("content-type:"))
            #expect(requests[1].contains("\r\ncontent-type: application/json\r\n") && requests[1].hasSuffix("\r\n\r\n1"))
        }
    }

    @Test("A POST without body says so; a DELETE without body says nothing")
    func emptyBodies() async throws {
        try await withServer(by: { peer in
            while peer.readRequest() != nil { peer.answer() }
        }) { transport, server in
            _ = try await transport.send(localCall(server.port, method: "POST"))
            _ = try await transport.send(localCall(server.port, method: "DELETE"))
            #expect(server.requests[0].contains("\r\nContent-Length: 0\r\n"))
            #expect(!server.requests[1].lowercased().contains("content-length"))
        }
    }

    @Test("Statuses are answers, whatever they say", arguments: [200, 204, 302, 401, 404, 429, 500, 599])
    func statuses(status: Int) async throws {
        try await withServer(by: { peer in
            while peer.readRequest() != nil { peer.answer("", status: "\(status) x", headers: "Location: /elsewhere\r\n") }
        }) { transport, server in
            let answer = try await transport.send(localCall(server.port))
            #expect(answer.status == status)
            #expect(answer.header("location") == "/elsewhere")
            #expect(server.requests.count == 1)
        }
    }

    @Test("Connections are used again")
    func reuse() async throws {
        try await withServer(by: { peer in
            while peer.readRequest() != nil { peer.answer() }
        }) { transport, server in
            for _ in 0..<20 { _ = try await transport.send(localCall(server.port)) }
            #expect(server.connections == 1)
            #expect(transport.statistics.connectionsOpened == 1)
        }
    }

    @Test("Child processes inherit no connection")
    func closeOnExec() async throws {
        try await withServer(by: { peer in
            while peer.readRequest() != nil { peer.answer() }
        }) { transport, server in
            _ = try await transport.send(localCall(server.port))
            let own = (0..<1_024).filter { OwnProcess.remotePort(of: Int32($0)) == server.port }
            #expect(own.count == 1)
            for descriptor in own { #expect(fcntl(Int32(descriptor), F_GETFD) & FD_CLOEXEC != 0) }
        }
    }

    @Test("No more connections to a host than set; further calls wait")
    func connectionsPerHost() async throws {
        try await withServer(
            TransportSettings(connectionsPerHost: 3),
            by: { peer in
                while peer.readRequest() != nil {
                    usleep(20_000)
                    peer.answer()
                }
            }
        ) { transport, server in
            await withTaskGroup { group in
                for _ in 0..<12 { group.addTask { #expect(await transport.outcome(localCall(server.port)).answer != nil) } }
            }
            #expect(server.connections <= 3)
        }
    }

    @Test("Proxies of the environment are not asked")
    func proxies() async throws {
        setenv("http_proxy", "http://127.0.0.1:1", 1)
        defer { unsetenv("http_proxy") }
        try await withServer(by: { peer in
            while peer.readRequest() != nil { peer.answer() }
        }) { transport, server in
            #expect(await transport.outcome(localCall(server.port)).answer?.status == 200)
        }
    }

    @Test("A call that can't be sent as it is goes nowhere")
    func unusable() async throws {
        try await withServer(by: { peer in while peer.readRequest() != nil { peer.answer() } }) { transport, server in
            var calls = [
                localCall(server.port, method: "TRACE"), localCall(server.port, method: "GET /x HTTP/1.1\r\nX: y"),
                localCall(server.port, "/ x"),
                localCall(server.port, headers: [("X", "a\r\nY: b")]), localCall(server.port, total: .zero),
                localCall(server.port),
            ]
            calls[5].url = "http://user@127.0.0.1:\(server.port)/"
            for call in calls { #expect(await transport.outcome(call).error == .unusable) }
            #expect(server.connections == 0)
        }
    }

    @Test("gzip is undone; identity is nothing to undo", arguments: ["gzip", "x-gzip", "GZIP"])
    func gzip(coding: String) async throws {
        try await withServer(by: { peer in
            while peer.readRequest() != nil {
                let body = Gzip.stored(Array("{\"name\":\"Anna\"}".utf8))
                peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: \(coding)\r\nContent-Length: \(body.count)\r\n\r\n")
                peer.send(body)
            }
        }) { transport, server in
            #expect(await transport.outcome(localCall(server.port)).text == "{\"name\":\"Anna\"}")
        }
    }

    @Test("An interim answer is not the answer")
    func interim() async throws {
        try await withServer(by: { peer in
            while peer.readRequest() != nil {
                peer.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nContent-Length: 99999999\r\n\r\n")
                peer.answer("ok")
            }
        }) { transport, server in
            let answer = try await transport.send(localCall(server.port))
            #expect(answer.status == 200 && answer.body == Array("ok".utf8))
            #expect(answer.header("link") == nil)
        }
    }
}
