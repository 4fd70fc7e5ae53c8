import CallModel
import TestSupport
import Testing

@testable import CurlTransport

@Suite("Many names that are resolved at once", .timeLimit(.minutes(5)))
struct NameResolverConcurrencyTests {
    @Test("Each is answered once, with its own addresses, by few threads; a name is never asked for twice at once")
    func ownAddresses() async throws {
        let (asking, lookUps) = (Gauge(), Tally())
        let resolver = NameResolver { host in
            asking.enter()
            lookUps.add()
            defer { asking.leave() }
            return .found([[127, 0, 0, UInt8(host.dropFirst(5)) ?? 0]])
        }
        let replies = Tally()
        try await race { racer in
            let last = UInt8(racer.below(100))
            let answer = await withCheckedContinuation { continuation in
                resolver.resolve("host-\(last)") { answer in
                    replies.add()
                    continuation.resume(returning: answer)
                }
            }
            guard case .found(let addresses) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(addresses == [[127, 0, 0, last]])
            #expect(resolver.threads <= NameResolver.maxThreads)
        }
        #expect(replies.count == 2_400 && lookUps.count <= 100)
        #expect(asking.most <= NameResolver.maxThreads && asking.inside == 0)
        resolver.stop()
        #expect(await eventually { resolver.threads == 0 })
    }

    @Test("A stop while names are asked for lets all threads go")
    func stopping() async throws {
        for round in 0..<20 {
            let resolver = NameResolver { _ in .found([[127, 0, 0, 1]]) }
            try await race(8, steps: 20) { racer in
                if racer.index == 0, racer.step == round { resolver.stop() }
                // After the stop it may never be answered.
                resolver.resolve("host-\(racer.index)-\(racer.step)") { _ in }
            }
            #expect(await eventually { resolver.threads == 0 })
        }
    }
}
