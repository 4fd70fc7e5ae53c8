import Glibc

/// Listens on this machine alone for the browser that a provider sends back, and answers it with a line for the person.
///
/// It reads one request after the other: a browser that opens connections ahead costs five seconds at most.
final class LoopbackListener: Sendable {
    /// What the browser brought.
    enum Arrival: Equatable {
        /// A code, with our state.
        case code(String)
        /// The provider's error, with our state; `nil` where it is none that may be shown.
        case refused(String?)
        /// Nobody came in time.
        case nobody
    }

    private let descriptor: CInt
    private let path: String

    private static let longestHead = 16 << 10
    private static let patience = timeval(tv_sec: 5, tv_usec: 0)

    /// - Returns: `nil` where the port is taken.
    init?(_ redirect: LoopbackRedirect) {
        self.path = redirect.path
        self.descriptor = socket(
            redirect.isIPv6 ? AF_INET6 : AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        var isOn: CInt = 1
        setsockopt(self.descriptor, SOL_SOCKET, SO_REUSEADDR, &isOn, socklen_t(MemoryLayout<CInt>.size))
        guard Self.bind(self.descriptor, redirect), listen(self.descriptor, 8) == 0 else { return nil }
    }

    deinit {
        close(self.descriptor)
    }

    private static func bind(_ descriptor: CInt, _ redirect: LoopbackRedirect) -> Bool {
        if redirect.isIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = redirect.port.bigEndian
            address.sin6_addr = in6addr_loopback
            return Self.bind(descriptor, &address)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = redirect.port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return Self.bind(descriptor, &address)
    }

    private static func bind<Address>(_ descriptor: CInt, _ address: inout Address) -> Bool {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
            }
        }
    }

    /// Blocks until the browser comes with this state. Who comes with another one, or asks for another path, is answered and left.
    ///
    /// - Parameter seconds: How long to wait.
    func wait(for state: String, seconds: Int) -> Arrival {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            let left = end - ContinuousClock.now
            guard left > .zero else { return .nobody }
            var entry = pollfd(fd: self.descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, CInt(clamping: left.components.seconds * 1_000 + 1)) > 0 else { continue }
            let connection = accept(self.descriptor, nil, nil)
            guard connection >= 0 else { continue }
            defer { close(connection) }
            if let arrival = self.attend(connection, state) { return arrival }
        }
    }

    /// Answers one request; `nil` where it is not the one that is waited for.
    private func attend(_ connection: CInt, _ state: String) -> Arrival? {
        var patience = Self.patience
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(connection, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        guard let target = Self.target(of: connection) else { return nil }
        let query = CallbackQuery(target)
        guard target.prefix(while: { $0 != "?" }) == self.path else {
            Self.answer(connection, "404 Not Found", "Nothing is here.")
            return nil
        }
        guard query["state"] == state else {
            Self.answer(connection, "400 Bad Request", "This address does not belong to the sign-in that is waited for.")
            return nil
        }
        if let code = query["code"], !code.isEmpty {
            Self.answer(connection, "200 OK", "Callcard has what it needs. You can close this page and go back to the terminal.")
            return .code(code)
        }
        Self.answer(connection, "200 OK", "You were not let in. The terminal says more.")
        return .refused(query["error"].flatMap { $0.utf8.count <= 64 && $0.utf8.allSatisfy(Self.isWordByte) ? $0 : nil })
    }

    private static func isWordByte(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_") }

    /// The target of a GET request, once its head is there; `nil` for anything else.
    private static func target(of connection: CInt) -> String? {
        var head: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4_096)
        while !String(decoding: head, as: UTF8.self).contains("\r\n\r\n") {
            let count = recv(connection, &block, block.count, 0)
            guard count > 0, head.count + count <= Self.longestHead else { return nil }
            head += block.prefix(count)
        }
        let words = String(decoding: head.prefix { $0 != 0x0D }, as: UTF8.self).split(separator: " ")
        guard words.count == 3, words[0] == "GET", words[1].hasPrefix("/") else { return nil }
        return String(words[1])
    }

    /// Answers with a page of one sentence, which nothing may keep or look into.
    private static func answer(_ connection: CInt, _ status: String, _ sentence: String) {
        let page = "<!doctype html><meta charset=\"utf-8\"><title>Callcard</title><p>\(sentence)</p>\n"
        let lines = [
            "HTTP/1.1 \(status)", "Content-Type: text/html; charset=utf-8", "Content-Length: \(page.utf8.count)",
            "Cache-Control: no-store", "Content-Security-Policy: default-src 'none'", "Referrer-Policy: no-referrer",
            "Connection: close", "", page,
        ]
        let bytes = Array(lines.joined(separator: "\r\n").utf8)
        _ = send(connection, bytes, bytes.count, CInt(MSG_NOSIGNAL))
    }
}
