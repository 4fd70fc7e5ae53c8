internal import CallModel
internal import OutboundHTTP

/// A call whose URL and headers have been found fit to be sent.
struct CheckedCall: Sendable, Redacted {
    let call: HTTPCall
    let target: RequestTarget

    /// - Throws: ``TransportError/unusable`` for a URL, method, header or limit that can't be sent as it is,
    ///   ``TransportError/blockedDestination`` for a scheme that is not allowed.
    init(_ call: HTTPCall) throws(TransportError) {
        guard Self.methods.contains(call.method), call.limits.total > .zero, call.limits.connect > .zero,
            call.limits.bodyBytes >= 0, call.limits.headerBytes >= 0, HeaderRules.allow(call.headers)
        else { throw .unusable }
        self.target = try RequestTarget(call.url, allowsHTTP: call.destinations.allowsHTTP)
        self.call = call
    }

    /// Whether doing it twice is as good as doing it once (RFC 9110 section 9.2.2).
    var isIdempotent: Bool { self.call.method != "POST" && self.call.method != "PATCH" }

    private static let methods: Set<String> = ["GET", "POST", "PUT", "PATCH", "DELETE"]
}

/// The rules for headers that a caller may set.
enum HeaderRules {
    /// Whether all of `headers` can be sent as they are: names are tokens (RFC 9110 section 5.6.2), values hold no control
    /// character but tabs, and none of them changes how the message is framed, routed or encoded, which is ours to decide.
    static func allow(_ headers: [(name: String, value: String)]) -> Bool {
        headers.allSatisfy { name, value in
            !name.isEmpty && name.utf8.allSatisfy(Self.isOfToken) && value.utf8.allSatisfy(Self.isOfValue)
                && !Self.reserved.contains(name.lowercased())
        }
    }

    /// Whether a byte may stand in a token (RFC 9110 section 5.6.2).
    static func isOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// Whether a byte may stand in a field's value.
    static func isOfValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    private static let reserved: Set<String> = [
        "accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]
}
