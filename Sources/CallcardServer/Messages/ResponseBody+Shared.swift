internal import Hummingbird
internal import NIOCore

extension ResponseBody {
    /// The bytes of a shared body that are handed to the connection at once. TLS makes as many of its own of them.
    private static let part = 16 << 10

    /// A body whose bytes all answers share. A long one goes out in parts, each once there is room for it, so that whoever asks and reads
    /// nothing costs no copy of it.
    init(shared bytes: ByteBuffer) {
        guard bytes.readableBytes > Self.part else {
            self.init(byteBuffer: bytes)
            return
        }
        self.init(contentLength: bytes.readableBytes) { writer in
            var rest = bytes
            while rest.readableBytes > 0, let part = rest.readSlice(length: min(Self.part, rest.readableBytes)) {
                try await writer.write(part)
            }
            try await writer.finish(nil)
        }
    }
}
