import CCurl
import Glibc
import Waiting

/// One connection to a ``RawServer``.
final class Peer: Sendable {
    private let socket: Lock<Int32?>
    private let buffer = Lock([UInt8]())
    let requests: RequestLog

    init(_ socket: Int32, requests: RequestLog) {
        self.socket = Lock(socket)
        self.requests = requests
    }

    /// Reads one request with its body.
    ///
    /// - Returns: Head and body as they came, or `nil` at the connection's end.
    func readRequest() -> String? {
        var bytes = self.buffer.withLock { buffer in
            defer { buffer = [] }
            return buffer
        }
        while true {
            if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound {
                let head = String(decoding: bytes[..<end], as: UTF8.self)
                let length =
                    head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
                if bytes.count >= end + length {
                    self.buffer.withLock { $0 = Array(bytes[(end + length)...]) }
                    let request = String(decoding: bytes[..<(end + length)], as: UTF8.self)
                    self.requests.note(request)
                    return request
                }
            }
            guard let more = self.read() else { return nil }
            bytes += more
        }
    }

    /// - Returns: `false` when the other side is gone.
    @discardableResult
    func send(_ text: String) -> Bool { self.send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            guard let socket = self.socket.withLock(\.self) else { return false }
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Sends a whole answer of `text`, kept alive.
    @discardableResult
    func answer(_ text: String = "{}", status: String = "200 OK", headers: String = "") -> Bool {
        self.send("HTTP/1.1 \(status)\r\nContent-Length: \(text.utf8.count)\r\n\(headers)\r\n\(text)")
    }

    /// Says nothing until the other side closes.
    func hang() {
        while self.read() != nil {}
    }

    /// Closes with RST instead of FIN.
    func reset() {
        self.socket.withLock { socket in
            guard let open = socket else { return }
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(open, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
            Glibc.close(open)
            socket = nil
        }
    }

    func close() {
        self.socket.withLock { socket in
            if let open = socket { Glibc.close(open) }
            socket = nil
        }
    }

    func shutdown() {
        self.socket.withLock { socket in
            if let socket { Glibc.shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    func read() -> [UInt8]? {
        guard let socket = self.socket.withLock(\.self) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &bytes, bytes.count, 0)
        return count > 0 ? Array(bytes[..<count]) : nil
    }
}
