/// What headers a caller may set.
enum HeaderRules {
    /// Whether all of `headers` can be sent as they are: names are tokens (RFC 9110 section 5.6.2), values hold no control
    /// character but tabs, and none of them changes how the message is framed, routed or encoded, which is ours to decide.
    static func allow(_ headers: [(name: String, value: String)]) -> Bool {
        headers.allSatisfy { name, value in
            !name.isEmpty && name.utf8.allSatisfy(Self.isOfToken) && value.utf8.allSatisfy(Self.isOfValue)
                && !Self.reserved.contains(name.lowercased())
        }
    }

    static func isOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    static func isOfValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    private static let reserved: Set<String> = [
        "accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]
}
