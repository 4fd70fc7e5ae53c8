internal import OutboundHTTP

/// Makes an answer out of header lines and pieces of the body, and stops at the first thing that is not as it should be.
///
/// libcurl forgives much, decodes encodings nobody asked for, and in 7.88 bounds neither header nor decoded body: what may
/// come in is decided here. A value, so that it is tested without sockets.
struct HTTPAnswerReader {
    private enum Part {
        case statusLine, fields, body
    }

    private let limits: HTTPCall.Limits
    private var part = Part.statusLine
    private var headerBytes = 0
    private var status = 0
    private var headers: [(name: String, value: String)] = []
    private var body: [UInt8] = []
    private var framing = Framing()

    init(limits: HTTPCall.Limits) {
        self.limits = limits
    }

    /// Whether any byte of the answer has come.
    var hasBegun: Bool { self.headerBytes > 0 }

    /// The answer, once its header is complete; whether the body is, is for the transfer to tell.
    var answer: HTTPAnswer? {
        self.part == .body ? HTTPAnswer(status: self.status, headers: self.headers, body: self.body) : nil
    }

    /// The answer without its body, where that is longer than the limit and may be thrown away.
    var answerWithoutBody: HTTPAnswer? {
        guard self.limits.dropsLongBody, self.part == .body else { return nil }
        return HTTPAnswer(status: self.status, headers: self.headers)
    }

    /// Receives one line with its line end: a status line, a field, an empty line, or a trailer field.
    mutating func receive(line: UnsafeRawBufferPointer) throws(TransportError) {
        self.headerBytes += line.count
        guard self.headerBytes <= self.limits.headerBytes else { throw .tooLarge }
        // Trailers are counted, and then ignored: they come too late to say how the body was to be read.
        guard self.part != .body else { return }
        let text = Self.withoutLineEnd(line)
        switch self.part {
        case .statusLine: try self.readStatus(text)
        case .fields where text.isEmpty: try self.endHeader()
        case .fields: try self.readField(text)
        case .body: break
        }
    }

    /// Receives the next bytes of the body, after decompression.
    mutating func receive(body piece: UnsafeRawBufferPointer) throws(TransportError) {
        guard self.part == .body else { throw .malformed }
        guard piece.count <= self.limits.bodyBytes - self.body.count else { throw .tooLarge }
        self.body.append(contentsOf: piece)
    }

    /// `HTTP/1.1 200 OK`, `HTTP/2 200`.
    private mutating func readStatus(_ text: UnsafeRawBufferPointer.SubSequence) throws(TransportError) {
        let words = text.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, words[0].starts(with: "HTTP/".utf8), words[1].count == 3,
            let status = Int(String(decoding: words[1], as: UTF8.self)), (100..<600).contains(status), status != 101
        else { throw .malformed }
        self.status = status
        self.part = .fields
    }

    private mutating func readField(_ text: UnsafeRawBufferPointer.SubSequence) throws(TransportError) {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed }
        let name = text[..<colon]
        // A line that begins with a space (obs-fold) or has one before its colon has no token for a name.
        guard !name.isEmpty, name.allSatisfy(HeaderRules.isOfToken), text[colon...].allSatisfy(HeaderRules.isOfValue) else {
            throw .malformed
        }
        let blanks: [UInt8] = [0x20, 0x09]
        let value = text[(colon + 1)...].drop { blanks.contains($0) }
        let end = value.lastIndex { !blanks.contains($0) }.map { $0 + 1 } ?? value.startIndex
        let field = (
            name: String(decoding: name, as: UTF8.self).lowercased(), value: String(decoding: value[..<end], as: UTF8.self)
        )
        try self.framing.receive(field)
        self.headers.append(field)
    }

    /// After an interim answer (1xx) the real one follows.
    private mutating func endHeader() throws(TransportError) {
        guard self.status >= 200 else {
            self.part = .statusLine
            self.headers = []
            self.framing = Framing()
            return
        }
        let length = self.framing.contentLength ?? 0
        self.part = .body
        guard length <= self.limits.bodyBytes else { throw .tooLarge }
        self.body.reserveCapacity(length)
    }

    private static func withoutLineEnd(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer.SubSequence {
        var end = line.count
        if end > 0, line[end - 1] == 0x0A { end -= 1 }
        if end > 0, line[end - 1] == 0x0D { end -= 1 }
        return line[..<end]
    }
}

/// The framing of a body, by the fields of its header; refuses a header that two readers could read differently.
struct Framing {
    /// Bytes of the body as it is sent; `nil` when the header does not say.
    private(set) var contentLength: Int?
    private var isChunked = false
    private var isEncoded = false

    /// - Parameter field: Its name in lower case.
    /// - Throws: ``TransportError/malformed`` for lengths that are none or differ, a length beside chunks (RFC 9112 section
    ///   6.3), any transfer coding but `chunked`, and any content coding we did not ask for, or more than one.
    mutating func receive(_ field: (name: String, value: String)) throws(TransportError) {
        switch field.name {
        case "content-length":
            guard !field.value.isEmpty, field.value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .malformed }
            // More digits than an Int holds is a length all the same, and too large for any limit.
            let length = Int(field.value) ?? .max
            guard !self.isChunked, self.contentLength ?? length == length else { throw .malformed }
            self.contentLength = length
        case "transfer-encoding":
            guard !self.isChunked, self.contentLength == nil, field.value.lowercased() == "chunked" else { throw .malformed }
            self.isChunked = true
        case "content-encoding":
            guard !self.isEncoded, Self.codings.contains(field.value.lowercased()) else { throw .malformed }
            self.isEncoded = true
        default:
            break
        }
    }

    /// The codings that ``CURLOPT_ACCEPT_ENCODING`` names, and no coding at all.
    private static let codings: Set<String> = ["gzip", "x-gzip", "deflate", "identity", ""]
}
