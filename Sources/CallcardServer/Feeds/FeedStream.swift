internal import CallModel
internal import Hummingbird
internal import NIOCore
internal import Sessions
internal import Waiting

/// One open event stream, from its first byte to its last. It holds the subscription, which ends with it whatever the client
/// does: also where the head of the answer can't be written, and ``run(_:)`` is never called.
final class FeedStream: Sendable {
    private let subscription: FeedSubscription
    private let encoder: FeedEncoder
    private let connection: Connection
    /// The first bytes of the stream, freed once written: a stream lasts for hours, and its snapshot is most of its memory.
    private let opening: Lock<ByteBuffer?>

    init(
        _ subscription: FeedSubscription, opening: ByteBuffer, encoder: FeedEncoder, connection: Connection
    ) {
        self.subscription = subscription
        self.opening = Lock(opening)
        self.encoder = encoder
        self.connection = connection
    }

    /// Writes until there is nothing more to send, or nobody to send it to.
    func run(_ writer: inout any ResponseBodyWriter) async throws {
        defer { self.subscription.end() }
        // A client that does not read would hold a write for ever.
        self.subscription.whenEnded { [connection] in connection.closeSoon() }
        // One that has left is seen on its side of the connection: where nothing is written, no write fails.
        self.connection.whenClientLeaves { [weak subscription] in subscription?.end() }
        if let opening = self.takeOpening() { try await writer.write(opening) }
        while true {
            switch await self.subscription.next() {
            case .items(let items):
                let (bytes, isWhole) = await self.encoder.events(of: items)
                if bytes.readableBytes > 0 { try await writer.write(bytes) }
                if !isWhole { self.subscription.end() }
            case .comment: try await writer.write(ServerSentEvents.comment)
            case .end:
                try await writer.write(ServerSentEvents.retry())
                return try await writer.finish(nil)
            }
        }
    }

    private func takeOpening() -> ByteBuffer? {
        self.opening.withLock { opening in
            defer { opening = nil }
            return opening
        }
    }
}

/// Framing of server-sent events (WHATWG HTML, 9.2).
enum ServerSentEvents {
    /// A comment, so that both sides see that the connection is open.
    static let comment = ByteBuffer(string: ":\n\n")

    /// The pause before a client comes back: 2 s ± 50 %, so that not all come at once.
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
