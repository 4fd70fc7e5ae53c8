import CallModel
import Glibc
import OutboundHTTP
import Testing

@testable import CurlTransport

@Suite("Resolving host names")
struct NameResolverTests {
    @Test("Names of this machine", arguments: [("localhost", true), ("no-such-host.invalid", false), ("", false)])
    func systemNames(host: String, isFound: Bool) {
        switch SystemResolver.lookUp(host) {
        case .found(let addresses): #expect(isFound && addresses.allSatisfy { !DestinationPolicy().permits($0) })
        case .unknown, .unavailable: #expect(!isFound)
        }
    }

    @Test("Calls to a name that is asked already wait for the one answer")
    func oneLookUpAName() async throws {
        let lookUps = Tally()
        try await withServer(
            lookUp: { _ in
                lookUps.add()
                usleep(50_000)
                return .found([[127, 0, 0, 1]])
            }, by: { peer in while peer.readRequest() != nil { peer.answer() } }
        ) { transport, server in
            var call = localCall(server.port)
            call.url = "http://CRM.example:\(server.port)/"
            await withTaskGroup { group in
                for _ in 0..<50 { group.addTask { [call] in #expect(await transport.outcome(call).answer?.status == 200) } }
            }
            #expect(lookUps.count == 1)
            #expect(server.requests.first?.contains("\r\nHost: CRM.example:\(server.port)\r\n") == true)
        }
    }

    @Test("A3 A name that does not exist is a DNS error, and asked for once in a while only")
    func unknownName() async throws {
        let lookUps = Tally()
        try await withServer(
            lookUp: { _ in
                lookUps.add()
                return .unknown
            }, by: { _ in }
        ) { transport, server in
            var call = localCall(server.port)
            call.url = "http://crm.example/"
            for _ in 0..<100 { #expect(await transport.outcome(call).error == .dns) }
            // A failure is believed for 2 s: calls that were slower than one a second would be needed to ask oftener.
            #expect(lookUps.count <= 50)
        }
    }

    @Test("A4 Silent name servers: every call ends at its limit, other hosts are served, threads stay few")
    func silence() async throws {
        let end = Monitor(false)
        defer {
            end.withLock { $0 = true }
            for _ in 0..<NameResolver.maxThreads { end.signal() }
        }
        try await withServer(
            lookUp: { _ in
                end.wait { $0 ? .done(()) : .wait(until: SteadyClock.now() + .milliseconds(100)) }
                return .unavailable
            }, by: { peer in while peer.readRequest() != nil { peer.answer() } }
        ) { transport, server in
            let limit = Duration.milliseconds(200)
            let (_, time) = await timed {
                await withTaskGroup { group in
                    for index in 0..<100 {
                        group.addTask {
                            var call = localCall(server.port, total: limit)
                            call.url = "http://silent-\(index % 10).example/"
                            #expect(await transport.outcome(call).error == .timeout)
                        }
                    }
                }
            }
            #expect(time < .seconds(10))
            #expect(transport.statistics.threads == 2 + NameResolver.maxThreads)
            #expect(await transport.outcome(localCall(server.port)).answer?.status == 200)
            let (_, stop) = await timed { transport.shutdown() }
            #expect(stop < .seconds(5))
        }
    }

    @Test("Names with a dot at the end, and hosts with several addresses")
    func awkwardNames() async throws {
        try await withServer(
            lookUp: { _ in .found([[UInt8](repeating: 0, count: 15) + [1], [127, 0, 0, 1]]) },
            by: { peer in
                while peer.readRequest() != nil { peer.answer() }
            }
        ) { transport, server in
            var call = localCall(server.port)
            for host in ["crm.example.", "crm.example", "127.0.0.1.example", "a_b"] {
                call.url = "http://\(host):\(server.port)/"
                #expect(await transport.outcome(call).answer?.status == 200)
            }
        }
    }

    @Test("A name whose address changes is reached at the new one")
    func changedAddress() async throws {
        // libcurl keeps what it was told for a while; it must be told anew.
        let loop = try #require(CurlLoop(TransportSettings(), counters: TransferCounters()))
        #expect(loop.start())
        defer { loop.stop() }
        try await withServer(by: { peer in
            while peer.readRequest() != nil { peer.answer(headers: "Connection: close\r\n") }
        }) { _, server in
            var request = localCall(server.port)
            request.url = "http://crm.example:\(server.port)/"
            let call = try CheckedCall(request)
            for (address, works) in [([127, 0, 0, 1], true), ([127, 0, 0, 9], false), ([127, 0, 0, 1], true)] as [([UInt8], Bool)]
            {
                let exchange = Exchange(call, deadline: SteadyClock.now() + .seconds(5))
                #expect(exchange.open())
                loop.submit(exchange, addresses: [address])
                let result = await exchange.result()
                #expect((try? result.get().status) == (works ? 200 : nil))
            }
        }
    }
}
