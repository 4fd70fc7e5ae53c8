import CallModel
import Glibc
import OutboundHTTP
import Testing

@testable import CurlTransport

@Suite("A call's end", .serialized)
struct LifecycleTests {
    @Test("A cancelled call ends at once, and is taken down behind")
    func cancellation() async throws {
        try await withServer(by: { peer in
            _ = peer.readRequest()
            peer.hang()
        }) { transport, server in
            let task = Task { await transport.outcome(localCall(server.port, total: .seconds(30))) }
            #expect(await eventually { server.requests.count == 1 })
            let (outcome, time) = await timed {
                task.cancel()
                return await task.value
            }
            #expect(outcome.error == .cancelled)
            #expect(time < .seconds(10))
            #expect(await eventually { transport.statistics.transfers == 0 })
        }
    }

    @Test("A call of a task that is cancelled already is not made")
    func cancelledBefore() async throws {
        try await withServer(by: { _ in }) { transport, server in
            let outcome = await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await transport.outcome(localCall(server.port))
            }.value
            #expect(outcome.error == .cancelled)
            #expect(server.connections == 0)
        }
    }

    @Test("R1 Calls to a host that hangs end at their total limit", arguments: [100, 300])
    func deadline(milliseconds: Int) async throws {
        let thread = OwnThread()
        defer { thread.stop() }
        try await withServer(TransportSettings(connectionsPerHost: 200, connections: 200), by: { $0.hang() }) {
            transport, server in
            let over = Collected<Duration>()
            await withTaskGroup { group in
                for _ in 0..<200 {
                    group.addTask(executorPreference: thread) {
                        let limit = Duration.milliseconds(milliseconds)
                        let start = SteadyClock.now()
                        let outcome = await transport.outcome(localCall(server.port, total: limit))
                        let time = SteadyClock.now() - start
                        #expect(outcome.error == .timeout)
                        over.append(time - limit)
                    }
                }
            }
            let sorted = over.values.sorted()
            #expect(sorted[0] >= .zero)
            // How soon after it is measured by the long tests; here the calls share two cores with a thousand other tests.
            #expect(sorted[sorted.count - 1] < .seconds(5))
        }
    }

    @Test("R1 The deadline holds while libcurl's thread is stuck; so does cancellation")
    func stuckThread() async throws {
        // Opening a FIFO waits for a writer: the certificate file on a hung disk.
        let fifo = "/tmp/callcard-test-\(getpid())-\(UInt32.random(in: 0 ... .max)).pem"
        #expect(mkfifo(fifo, 0o600) == 0)
        defer { unlink(fifo) }
        try await withServer(by: { $0.hang() }) { transport, server in
            var call = localCall(server.port, total: .milliseconds(300))
            call.url = "https://127.0.0.1:\(server.port)/"
            call.destinations.authorities = fifo
            let (outcome, time) = await timed { await transport.outcome(call) }
            #expect(outcome.error == .timeout)
            #expect(time < .seconds(10))
            // The thread is still in there; a call that never reaches it ends all the same.
            let (next, nextTime) = await timed { await transport.outcome(localCall(server.port, total: .milliseconds(100))) }
            #expect(next.error == .timeout)
            #expect(nextTime < .seconds(10))
            let task = Task { await transport.outcome(localCall(server.port, total: .seconds(60))) }
            task.cancel()
            #expect(await task.value.error == .cancelled)
            #expect(transport.statistics.transfers == 1)

            // It is opened more than once; each time a writer must come and go.
            #expect(
                await eventually {
                    close(open(fifo, O_WRONLY | O_NONBLOCK))
                    return transport.statistics.transfers == 0
                })
        }
    }

    @Test("A shutdown ends open calls at once, and later ones; threads and descriptors go")
    func shutdown() async throws {
        let server = RawServer { $0.hang() }
        defer { server.stop() }
        let before = OwnProcess.threads(named: "callcard-curl")
        let transport = try CurlTransport()
        let calls = (0..<20).map { _ in Task { await transport.outcome(localCall(server.port, total: .seconds(30))) } }
        #expect(await eventually { transport.statistics.transfers == 20 })
        transport.shutdown()
        transport.shutdown()
        for call in calls { #expect(await call.value.error == .cancelled) }
        #expect(await transport.outcome(localCall(server.port)).error == .cancelled)
        #expect(transport.statistics.threads == 0)
        #expect(await eventually { transport.statistics.transfers == 0 })
        #expect(await eventually { OwnProcess.threads(named: "callcard-curl") <= before })
    }

    @Test("Transports that are let go take their threads and descriptors along")
    func noLeaks() async throws {
        let server = RawServer { peer in while peer.readRequest() != nil { peer.answer() } }
        defer { server.stop() }
        func round() async throws {
            let transport = try CurlTransport()
            _ = await transport.outcome(localCall(server.port))
        }
        try await round()
        let threads = OwnProcess.threads(named: "callcard-curl")
        let descriptors = OwnProcess.descriptors
        for _ in 0..<30 { try await round() }
        // Other suites open some of their own meanwhile; 30 transports would have left 90 and more.
        #expect(await eventually { OwnProcess.threads(named: "callcard-curl") < threads + 20 })
        #expect(await eventually { OwnProcess.descriptors < descriptors + 60 })
    }
}
