internal import NIOCore

/// Framing of server-sent events (WHATWG HTML, 9.2).
enum ServerSentEvents {
    /// A comment, so that both sides see that the connection is open.
    static let comment = ByteBuffer(string: ":\n\n")

    /// How long a client is to wait before it comes back: 2 s ± 50 %, so that not all come at once.
    static func retry() -> ByteBuffer {
        ByteBuffer(string: "retry: \(Int.random(in: 1_000...3_000))\n\n")
    }

    /// Appends one event.
    ///
    /// - Parameters:
    ///   - id: What the client sends as `Last-Event-ID` once it has the whole event.
    ///   - data: JSON without line breaks.
    static func write(_ name: String, id: String, data: ByteBuffer, to buffer: inout ByteBuffer) {
        buffer.writeString("id: \(id)\nevent: \(name)\ndata: ")
        buffer.writeImmutableBuffer(data)
        buffer.writeString("\n\n")
    }
}
