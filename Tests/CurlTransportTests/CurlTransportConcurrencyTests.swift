import CallModel
import Glibc
import OutboundHTTP
import TestSupport
import Testing

@testable import CurlTransport

@Suite("Many calls at once", .serialized, .timeLimit(.minutes(5)))
struct CurlTransportConcurrencyTests {
    @Test("1,000 calls, cancelled at any moment, end once each, with their own answers, and leave nothing behind")
    func cancellationStorm() async throws {
        let before = OwnProcess.descriptors
        try await withServer(
            TransportSettings(connectionsPerHost: 64),
            by: { peer in
                while let request = peer.readRequest() {
                    usleep(UInt32.random(in: 0..<3_000))
                    peer.answer(String(request.split(separator: " ")[1]))
                }
            }
        ) { transport, server in
            let outcomes = try await race(16, steps: 63) { racer -> String in
                let (path, isShort, isCancelled) = ("/\(racer.index)/\(racer.step)", racer.below(4) == 0, racer.below(2) == 0)
                let call = localCall(server.port, path, total: .milliseconds(isShort ? 5 : 30_000))
                let task = Task { await transport.outcome(call) }
                if isCancelled {
                    for _ in 0..<racer.below(200) { await Task.yield() }
                    task.cancel()
                }
                let outcome = await task.value
                #expect(outcome.text == nil || outcome.text == path)
                #expect(isCancelled || outcome.error != .cancelled)
                #expect(isShort || outcome.error != .timeout)
                return outcome.error.map { "\($0)" } ?? "answer"
            }
            // A continuation resumed twice traps, one never resumed hangs.
            #expect(Set(outcomes).isSubset(of: ["answer", "cancelled", "timeout"]) && outcomes.contains("answer"))
            #expect(await eventually { transport.statistics.transfers == 0 })
            #expect(transport.statistics.callsOpen == 0)
            #expect(await transport.outcome(localCall(server.port)).answer?.status == 200)
        }
        _ = await eventually { OwnProcess.descriptors <= before + 40 }
    }

    @Test("A shutdown while calls begin ends each of them, and later ones")
    func shutdown() async throws {
        let server = RawServer { peer in while peer.readRequest() != nil { peer.answer() } }
        defer { server.stop() }
        for _ in 0..<10 {
            let transport = try CurlTransport()
            try await race(8, steps: 10) { racer in
                if racer.index == 0, racer.step == 5 { transport.shutdown() }
                let outcome = await transport.outcome(localCall(server.port))
                #expect(outcome.answer?.status == 200 || outcome.error == .cancelled)
            }
            #expect(await transport.outcome(localCall(server.port)).error == .cancelled)
            #expect(transport.statistics.callsOpen == 0 && transport.statistics.threads == 0)
            #expect(await eventually { transport.statistics.transfers == 0 })
        }
    }
}
