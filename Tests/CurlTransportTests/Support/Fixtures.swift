import CallModel
import OutboundHTTP
import Testing
import Waiting

@testable import CurlTransport

/// What most tests send: a GET over plain HTTP to a server on this machine.
func localCall(
    _ port: Int, _ path: String = "/", method: String = "GET", headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil,
    total: Duration = .seconds(30), connect: Duration = .seconds(10), bodyBytes: Int = 1 << 20
) -> HTTPCall {
    HTTPCall(
        method: method, url: "http://127.0.0.1:\(port)\(path)", headers: headers, body: body,
        limits: .init(total: total, connect: connect, bodyBytes: bodyBytes),
        destinations: DestinationPolicy(allow: loopbackBlocks, allowsHTTP: true))
}

let loopbackBlocks = ["127.0.0.0/8", "::1"].compactMap(AddressBlock.init(parsing:))

extension CurlTransport {
    /// What a call comes to, for comparing.
    func outcome(_ call: HTTPCall) async -> Outcome {
        do throws(TransportError) {
            return .answer(try await self.send(call))
        } catch {
            return .failure(error)
        }
    }

    enum Outcome: Sendable {
        case answer(HTTPAnswer)
        case failure(TransportError)

        var error: TransportError? { if case .failure(let error) = self { error } else { nil } }
        var answer: HTTPAnswer? { if case .answer(let answer) = self { answer } else { nil } }
        var text: String? { self.answer.map { String(decoding: $0.body, as: UTF8.self) } }
    }
}

/// Runs `body` with a transport and a server, and stops both.
func withServer(
    _ settings: TransportSettings = .init(), lookUp: @escaping NameResolver.LookUp = SystemResolver.lookUp,
    by behaviour: @escaping @Sendable (Peer) -> Void, _ body: (CurlTransport, RawServer) async throws -> Void
) async throws {
    let server = RawServer(behaviour)
    defer { server.stop() }
    let transport = try CurlTransport(settings, names: NameResolver(lookUp: lookUp))
    defer { transport.shutdown() }
    try await body(transport, server)
}

/// Time that `body` takes, on a thread of its own.
func timed<Value: Sendable>(_ body: () async throws -> Value) async rethrows -> (value: Value, time: Duration) {
    let thread = OwnThread()
    defer { thread.stop() }
    return try await withTaskExecutorPreference(thread) {
        let start = ContinuousClock.now
        let value = try await body()
        return (value, ContinuousClock.now - start)
    }
}

/// Waits until `condition` holds, 30 seconds at most.
func eventually(_ condition: @Sendable () -> Bool) async -> Bool {
    for _ in 0..<3_000 {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return condition()
}

/// A number that grows, for closures.
final class Tally: Sendable {
    private let value = Lock(0)
    var count: Int { self.value.withLock { $0 } }

    @discardableResult
    func add() -> Int {
        self.value.withLock {
            $0 += 1
            return $0
        }
    }
}

/// Values from many tasks.
final class Collected<Value: Sendable>: Sendable {
    private let list = Lock([Value]())
    var values: [Value] { self.list.withLock(\.self) }

    func append(_ value: Value) {
        self.list.withLock { $0.append(value) }
    }
}
