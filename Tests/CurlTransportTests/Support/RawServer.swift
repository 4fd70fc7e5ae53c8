import CCurl
import Glibc
import Waiting

@testable import CurlTransport

/// A server that does to each connection whatever a test wants, byte by byte. Each connection has a thread of its own.
final class RawServer: Sendable {
    let port: Int
    private let listener: Int32
    private let accepts: Bool
    private let state = Lock((connections: [Peer](), isStopped: false))
    private let log = RequestLog()

    /// - Parameters:
    ///   - backlog: Connections that the system takes before they are accepted.
    ///   - accepts: Whether they are accepted at all.
    ///   - behaviour: Called with each connection; it is closed when this returns.
    init(backlog: Int32 = 512, accepts: Bool = true, _ behaviour: @escaping @Sendable (Peer) -> Void = { _ in }) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = Self.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                precondition(bind(listener, address, length) == 0 && listen(listener, backlog) == 0, "no port to listen on")
                getsockname(listener, address, &length)
            }
        }
        self.listener = listener
        self.accepts = accepts
        self.port = Int(UInt16(bigEndian: address.sin_port))
        if accepts { precondition(NamedThread.start("test-accept") { self.accept(behaviour) }) }
    }

    /// Connections accepted so far.
    var connections: Int { self.state.withLock { $0.connections.count } }
    /// Heads of the requests read so far.
    var requests: [String] { self.log.requests }

    /// Ends it all. Threads that still wait on a connection see its end.
    func stop() {
        let peers = self.state.withLock { state in
            state.isStopped = true
            return state.connections
        }
        // Its thread closes it, for until then the number must not go to somebody else.
        Glibc.shutdown(self.listener, Int32(SHUT_RDWR))
        if !self.accepts { close(self.listener) }
        for peer in peers { peer.shutdown() }
    }

    private func accept(_ behaviour: @escaping @Sendable (Peer) -> Void) {
        defer { close(self.listener) }
        while !self.state.withLock(\.isStopped) {
            let socket = Glibc.accept(self.listener, nil, nil)
            guard socket >= 0 else { return }
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            let peer = Peer(socket, requests: self.log)
            let isStopped = self.state.withLock { state in
                state.connections.append(peer)
                return state.isStopped
            }
            guard !isStopped,
                NamedThread.start(
                    "test-peer",
                    {
                        behaviour(peer); peer.close()
                    })
            else { return peer.close() }
        }
    }

    static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}

/// Requests that a server read. Its connections' threads may still read when the server itself is gone.
final class RequestLog: Sendable {
    private let log = Lock([String]())

    var requests: [String] { self.log.withLock(\.self) }

    func note(_ request: String) { self.log.withLock { $0.append(request) } }
}
