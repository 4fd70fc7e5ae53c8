internal import NIOCore
internal import Synchronization

/// What a stream begins with. It is let go of once it is written: a stream lasts for hours, and its snapshot is the larger part of it.
final class FeedOpening: Sendable {
    private let buffer: Mutex<ByteBuffer?>

    init(_ buffer: ByteBuffer) {
        self.buffer = Mutex(buffer)
    }

    /// The bytes, once; empty after that.
    func take() -> ByteBuffer {
        self.buffer.withLock { buffer in
            defer { buffer = nil }
            return buffer ?? ByteBuffer()
        }
    }
}
