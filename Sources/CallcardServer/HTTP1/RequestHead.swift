internal import NIOHTTP1

/// The head of a request, checked by RFC 9110 and RFC 9112 beyond what NIO's parser does, and what its connection must know of it.
struct RequestHead {
    /// The longest target, in bytes. RFC 9112, 3 wants 8,000 at least for the whole line.
    static let targetLimit = 8_192
    /// The longest body that is read and thrown away after an early answer, in bytes; behind a longer one the connection is ended.
    private static let drainLimit = 64 << 10

    /// The head as the interface gets it: with a path or `*` for a target, and the host that counts.
    let message: HTTPRequestHead
    /// Whether no request on the connection is read behind this one.
    let isLast: Bool
    /// Whether the sender waits for 100 before it sends the body.
    let awaitsContinue: Bool
    /// Whether the body is too long, or too uncertain, to be read for nothing.
    let hasLongBody: Bool
    /// Whether the answer has no body, however it describes one.
    var isHead: Bool { self.message.method == .HEAD }
    /// Whether the sender can read an answer in chunks (RFC 9112, 6.1).
    var readsChunks: Bool { self.message.version.minor > 0 }

    /// - Parameter message: A head as NIO's parser hands it on, of version 1.0 or 1.1.
    init(_ message: HTTPRequestHead) throws(RequestFault) {
        let (fields, isOld) = (Fields(message.headers), message.version.minor == 0)
        let target = try Self.target(of: message)
        guard fields.hosts == 1 || (fields.hosts == 0 && isOld) else { throw .badHost }
        // RFC 9112, 3.2.2: the target's own host counts.
        let host = fields.host?.trimmed
        for host in [host, target.authority] { if let host, !Authority.isValid(host) { throw .badHost } }
        try Self.checkFraming(fields, isOld)
        // Of the old version expectations are not looked at (RFC 9110, 10.1.1).
        let isExpecting = !isOld && !fields.expectations.isEmpty
        if isExpecting, !fields.expectations.allSatisfy({ $0 == "100-continue" }) { throw .unknownExpectation }
        let isChunked = !fields.codings.isEmpty
        self.awaitsContinue = isExpecting && (isChunked || fields.length > 0)
        self.hasLongBody = isChunked || fields.length > Self.drainLimit
        // What an upgrade would change to is not HTTP any more for the parser: it reads nothing behind such a request.
        self.isLast = isOld || fields.hasUpgrade || !message.isKeepAlive
        var message = message
        if target.path != message.uri { message.uri = target.path }
        if let authority = target.authority ?? host, authority != fields.host {
            message.headers.replaceOrAdd(name: "Host", value: authority)
        }
        // Proxies speak the old version to what is behind them, and then name themselves in no other way.
        if isOld { message.headers.add(name: "Via", value: "1.0 unknown") }
        self.message = message
    }

    private static func target(of message: HTTPRequestHead) throws(RequestFault) -> RequestTarget {
        guard message.method != .CONNECT else { throw .unknownMethod }
        guard message.uri.utf8.count <= Self.targetLimit else { throw .targetTooLong }
        guard let target = RequestTarget(message.uri), target.path != "*" || message.method == .OPTIONS else { throw .badTarget }
        return target
    }

    /// RFC 9112, 6.1 and 6.3: one way to tell where the body ends.
    private static func checkFraming(_ fields: Fields, _ isOld: Bool) throws(RequestFault) {
        guard let last = fields.codings.last else { return }
        guard !isOld, fields.lengths == 0, last == "chunked" else { throw .badFraming }
        guard !fields.codings.dropLast().contains("chunked") else { throw .badFraming }
        guard fields.codings.count == 1 else { throw .unknownTransferCoding }
    }
}

/// The header fields that a connection looks at, from one pass over all of them.
private struct Fields {
    private(set) var hosts = 0
    private(set) var host: String?
    private(set) var expectations: [String] = []
    private(set) var codings: [String] = []
    private(set) var lengths = 0
    /// The body's length; 0 where none is told, the largest number for one that is none.
    private(set) var length = 0
    private(set) var hasUpgrade = false

    init(_ headers: HTTPHeaders) {
        for (name, value) in headers {
            switch name.utf8.count {
            case 4 where name.isField("host"):
                self.hosts += 1
                self.host = value
            case 6 where name.isField("expect"): self.expectations += value.elements
            case 7 where name.isField("upgrade"): self.hasUpgrade = true
            case 14 where name.isField("content-length"):
                self.lengths += 1
                self.length = Int(value.trimmed) ?? .max
            case 17 where name.isField("transfer-encoding"): self.codings += value.elements.isEmpty ? [""] : value.elements
            default: break
            }
        }
    }
}

extension String {
    /// Whether it is a field's name, in any case; names have no letters but those of ASCII.
    ///
    /// - Parameter name: In lower case, of the same length.
    fileprivate func isField(_ name: StaticString) -> Bool {
        name.withUTF8Buffer { self.utf8.elementsEqual($0) { $0 | 0x20 == $1 } }
    }

    /// The value without the blanks around it, which the parser leaves at its end (RFC 9112, 5.1).
    fileprivate var trimmed: String {
        guard let first = self.utf8.first, let last = self.utf8.last, Self.isBlank(first) || Self.isBlank(last) else {
            return self
        }
        let start = self.utf8.drop(while: Self.isBlank)
        return String(Substring(start.prefix(start.count - start.reversed().prefix(while: Self.isBlank).count)))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// The elements of a list (RFC 9110, 5.6.1), in lower case; those that are empty don't count.
    fileprivate var elements: [String] {
        self.split { $0 == "," }.compactMap { element in
            let words = element.split { $0 == " " || $0 == "\t" }
            return words.isEmpty ? nil : words.joined(separator: " ").lowercased()
        }
    }
}
