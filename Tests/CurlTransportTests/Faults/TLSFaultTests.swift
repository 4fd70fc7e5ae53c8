import CallModel
import Glibc
import OutboundHTTP
import Testing

@testable import CurlTransport

@Suite("TLS")
struct TLSFaultTests {
    @Test(
        "A6 Certificates and versions that are not good enough",
        .enabled(if: TLSLaboratory.isAvailable, "needs the openssl command"))
    func certificates() async throws {
        let laboratory = try TLSLaboratory()
        try laboratory.makeCertificate("good")
        try laboratory.makeCertificate("expired", days: -1)
        try laboratory.makeCertificate("other", for: "DNS:other.example")
        try laboratory.makeCertificate("self", selfSigned: true)
        let good = try laboratory.serve("good")
        let authority = laboratory.path("ca.pem")

        let transport = try CurlTransport()
        defer { transport.shutdown() }
        func outcome(_ port: Int, authorities: String?) async -> CurlTransport.Outcome {
            await transport.outcome(
                HTTPCall(
                    url: "https://127.0.0.1:\(port)/", limits: .init(total: .seconds(10), connect: .seconds(10)),
                    destinations: DestinationPolicy(allow: loopbackBlocks, allowsHTTP: true, authorities: authorities)))
        }

        #expect(await outcome(good, authorities: authority).answer?.status == 200)
        #expect(await outcome(good, authorities: nil).error == .tls, "unknown authority")
        #expect(await outcome(good, authorities: laboratory.path("self.pem")).error == .tls, "another authority")
        #expect(await outcome(good, authorities: laboratory.path("missing.pem")).error == .tls, "no such file")
        #expect(await outcome(good, authorities: laboratory.path("good.key")).error == .tls, "no certificates in it")
        #expect(await outcome(try laboratory.serve("expired"), authorities: authority).error == .tls, "expired")
        #expect(await outcome(try laboratory.serve("other"), authorities: authority).error == .tls, "for another host")
        #expect(await outcome(try laboratory.serve("self"), authorities: authority).error == .tls, "self-signed")
        let old = try laboratory.serve("good", options: "-tls1 -cipher DEFAULT:@SECLEVEL=0")
        #expect(await outcome(old, authorities: authority).error == .tls, "TLS 1.0")
        let twelve = try laboratory.serve("good", options: "-tls1_2")
        #expect(await outcome(twelve, authorities: authority).answer?.status == 200, "TLS 1.2")
    }

    @Test(
        "A6 A handshake that goes wrong is a TLS error, and nothing is ever said in clear text",
        arguments: [
            [], Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8), [0x16, 3, 3, 0, 80, 2, 0, 0, 76],
            [0x15, 3, 3, 0, 2, 2, 40],
        ] as [[UInt8]])
    func handshake(reply: [UInt8]) async throws {
        try await withServer(by: { peer in
            guard let hello = peer.read() else { return }
            peer.requests.note(hello.first == 0x16 ? "hello" : "clear text")
            peer.send(reply)
            usleep(20_000)
        }) { transport, server in
            var call = localCall(server.port)
            call.url = "https://127.0.0.1:\(server.port)/"
            #expect(await transport.outcome(call).error == .tls)
            #expect(server.requests == ["hello"])
        }
    }

    @Test("A6 A handshake that hangs is given up at the connect limit")
    func hang() async throws {
        try await withServer(by: { $0.hang() }) { transport, server in
            var call = localCall(server.port, total: .seconds(30), connect: .milliseconds(200))
            call.url = "https://127.0.0.1:\(server.port)/"
            let (outcome, time) = await timed { await transport.outcome(call) }
            #expect(outcome.error == .timeout)
            #expect(time < .seconds(10))
        }
    }
}
