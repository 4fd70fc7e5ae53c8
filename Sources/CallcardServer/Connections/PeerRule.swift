package import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The one rule of whose address a request came from, for what is shared or limited by address.
///
/// It is that of the connection, unless a proxy that the configuration names is at its other end: then it is the last address in
/// `Forwarded` (RFC 7239), else in `X-Forwarded-For`, that is no such proxy. What stands before that one anybody may have written.
package struct PeerRule: Sendable {
    private let proxies: [AddressBlock]

    /// - Parameter proxies: Addresses of proxies in front, which say truly whom they forward.
    package init(proxies: [AddressBlock] = []) {
        self.proxies = proxies
    }

    /// Whether an address is that of a proxy in front.
    func isProxy(_ address: IPAddress) -> Bool {
        self.proxies.contains { $0.contains(address.bytes) }
    }

    /// The name of whoever sent a request with these headers on a connection from `address`, as ``name(of:)`` has it.
    func peer(_ headers: HTTPFields, from address: IPAddress?) -> String {
        guard !self.proxies.isEmpty, let address, self.isProxy(address) else { return Self.name(of: address) }
        let forwarded = headers[values: .forwarded]
        let hops =
            forwarded.isEmpty ? headers[values: .xForwardedFor].flatMap(Self.list) : forwarded.flatMap(Self.list).map(Self.for)
        var last = address
        for hop in hops.reversed() {
            // A name that hides somebody, or what is none: as far as is known, the proxy itself asks.
            guard let hop = Self.address(hop) else { break }
            last = hop
            if !self.isProxy(hop) { break }
        }
        return Self.name(of: last)
    }

    /// The name under which an address has its share. One network of IPv6 counts as one: whoever has an address there has all of them.
    static func name(of address: IPAddress?) -> String {
        guard let bytes = address?.bytes else { return "peer" }
        guard bytes.count == 16 else { return "peer \(IPAddress.text(bytes))" }
        return "peer \(IPAddress.text(Array(bytes[..<8]) + [UInt8](repeating: 0, count: 8)))"
    }

    /// The parts of a list between commas; those in quotes are no separators.
    private static func list(_ value: String) -> [Substring] {
        var isQuoted = false
        return value.split(omittingEmptySubsequences: true) { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }
    }

    /// The value of `for` in one element of `Forwarded`; empty where it has none.
    private static func `for`(_ element: Substring) -> Substring {
        for pair in element.split(separator: ";") {
            let pair = pair.drop { $0 == " " || $0 == "\t" }
            if pair.prefix(4).lowercased() == "for=" { return pair.dropFirst(4) }
        }
        return ""
    }

    /// An address as it stands in these headers: in quotes or brackets, with a port or without.
    private static func address(_ text: Substring) -> IPAddress? {
        var text = text.filter { $0 != "\"" && $0 != " " && $0 != "\t" }
        if text.hasPrefix("[") {
            text = String(text.dropFirst().prefix { $0 != "]" })
        } else if text.count(where: { $0 == ":" }) == 1 {
            text = String(text.prefix { $0 != ":" })
        }
        return IPAddress(reading: text)
    }
}

extension IPAddress {
    /// The address of one end of a connection; `nil` for a socket that has none.
    init?(_ address: SocketAddress) {
        guard let text = address.ipAddress else { return nil }
        // Addresses of the link have a zone behind them.
        self.init(reading: String(text.prefix { $0 != "%" }))
    }
}

extension HTTPField.Name {
    fileprivate static let forwarded = HTTPField.Name("Forwarded")!
    fileprivate static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
}
