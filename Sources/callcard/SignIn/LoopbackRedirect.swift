import Foundation

/// An address of this machine to which a provider sends a browser back (RFC 8252, 7.3): `http://127.0.0.1:8976/callback`.
struct LoopbackRedirect: Equatable {
    /// The address as it was written, and is registered with the provider.
    let text: String
    /// 1 to 65,535.
    let port: UInt16
    /// Whether the host is `[::1]`.
    let isIPv6: Bool
    /// Begins with `/`.
    let path: String

    /// The rule for such addresses, for messages.
    static let rule = "must be http://127.0.0.1:PORT/PATH; localhost and [::1] will do, too"
    /// One that most likely is free, and is the same each time, since most providers compare it whole.
    static let usual = LoopbackRedirect(
        text: "http://127.0.0.1:8976/callback", port: 8_976, isIPv6: false, path: "/callback")
}

extension LoopbackRedirect {
    /// Returns `nil` where `text` breaks ``rule``.
    init?(_ text: String) {
        let hosts = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
        guard let host = hosts.first(where: text.hasPrefix) else { return nil }
        let rest = text.dropFirst(host.count)
        let digits = rest.prefix { ("0"..."9").contains($0) }
        let path = rest.dropFirst(digits.count)
        guard let port = UInt16(digits), port > 0, path.isEmpty || path.hasPrefix("/"),
            path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        else { return nil }
        self.init(text: text, port: port, isIPv6: host.contains("["), path: path.isEmpty ? "/" : String(path))
    }
}

/// The members of a URL's query, decoded (WHATWG URL, 5.1); of several with one name the first counts.
struct CallbackQuery: Equatable {
    private let members: [String: String]

    /// - Parameter target: A path, perhaps with a query.
    init(_ target: some StringProtocol) {
        let query = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first ?? ""
        let pairs = query.split(separator: "&").map { pair -> (String, String) in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
        self.members = Dictionary(pairs) { first, _ in first }
    }

    /// The value of a member; `nil` where there is none.
    subscript(name: String) -> String? { self.members[name] }

    private static func decoded(_ text: some StringProtocol) -> String {
        text.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? ""
    }
}
