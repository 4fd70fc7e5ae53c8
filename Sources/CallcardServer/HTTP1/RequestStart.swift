internal import NIOCore
internal import NIOHTTP1

/// The first bytes of a request that the parser has not got through. It says in one word what it does not like; by these bytes it is
/// known what the sender asked for.
struct RequestStart {
    /// As much of a request as is looked at, in bytes.
    private static let limit = RequestHead.targetLimit + 256

    private var bytes = ByteBuffer()

    /// Takes further bytes; more than the limit are not kept.
    mutating func append(_ more: ByteBuffer) {
        guard self.bytes.readableBytes > 0 else { return self.bytes = more }
        let room = Self.limit - self.bytes.readableBytes
        if room > 0, let part = more.getSlice(at: more.readerIndex, length: min(room, more.readableBytes)) {
            self.bytes.writeImmutableBuffer(part)
        }
    }

    /// Forgets all bytes: the head is read.
    mutating func clear() { self.bytes = ByteBuffer() }

    /// The fault behind an error of the parser's in a head.
    func fault(_ error: any Error) -> RequestFault {
        switch error as? HTTPParserError {
        case .headerOverflow: self.hasLine ? .headTooLarge : .targetTooLong
        case _ where self.hasOtherVersion: .unknownVersion
        case .invalidMethod where self.hasMethod: .unknownMethod
        case .invalidURL: .badTarget
        case .invalidContentLength, .unexpectedContentLength: .badFraming
        default: .malformed
        }
    }

    /// The path that the request asks for: what stands between its first blank and a query, or whatever can stand in no path.
    var path: String {
        let path = self.text.drop { $0 != UInt8(ascii: " ") }.dropFirst().prefix { byte in
            byte > UInt8(ascii: " ") && byte != UInt8(ascii: "?") && byte != UInt8(ascii: "#")
        }
        return String(decoding: path, as: UTF8.self)
    }

    /// The bytes from the request's beginning on: empty lines before it don't count (RFC 9112, 2.2).
    private var text: ByteBufferView.SubSequence {
        self.bytes.readableBytesView.drop { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
    }

    /// Whether the request line has an end. Where nothing is known it has.
    private var hasLine: Bool { self.text.isEmpty || self.text.contains(UInt8(ascii: "\n")) }

    /// Whether it begins with a token, as far as it goes, as a method is one (RFC 9110, 5.6.2).
    private var hasMethod: Bool {
        let method = self.text.prefix { $0 != UInt8(ascii: " ") }
        return !method.isEmpty && method.allSatisfy(Self.isToken)
    }

    /// Whether the line ends with the name of a version that is not spoken: `HTTP/`, a digit, a dot and a digit.
    private var hasOtherVersion: Bool {
        let line = self.text.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        let version = Array(line.suffix(9))
        guard version.count == 9, version.starts(with: " HTTP/".utf8), version[7] == UInt8(ascii: ".") else { return false }
        let digits = [version[6], version[8]]
        return digits.allSatisfy { (0x30...0x39).contains($0) } && digits != Array("11".utf8) && digits != Array("10".utf8)
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        // ! # $ % & ' * + - . ^ _ ` | ~
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
        default: false
        }
    }
}
