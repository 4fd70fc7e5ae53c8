internal import OutboundHTTP

/// What the fields of a header say about how its body is to be read; refuses whatever two readers could read differently.
struct Framing {
    /// Bytes of the body as it is sent; `nil` when the header does not say.
    private(set) var contentLength: Int?
    private var isChunked = false
    private var isEncoded = false

    /// - Parameter field: Its name in lower case.
    /// - Throws: ``TransportError/malformed`` for lengths that are none or differ, a length beside chunks (RFC 9112 section
    ///   6.3), any transfer coding but `chunked`, and any content coding we did not ask for, or more than one.
    mutating func take(_ field: (name: String, value: String)) throws(TransportError) {
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

    /// Those that ``CURLOPT_ACCEPT_ENCODING`` names, and no coding at all.
    private static let codings: Set<String> = ["gzip", "x-gzip", "deflate", "identity", ""]
}
