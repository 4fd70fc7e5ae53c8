internal import Application
internal import CallModel
internal import NIOCore
internal import Sessions
internal import Waiting

/// Interactions as they were last encoded, so that a change is encoded once and not for each of those who watch it.
///
/// It holds caller data: what is kept is dropped each second, and at once where a number is forgotten. What is kept of another
/// state of the interaction, its caller or its service is never given.
final class InteractionEncodingCache: CallerEncodings {
    /// The input of an interaction's JSON, without its user, whom it does not name.
    struct Content: Equatable {
        let interaction: Interaction
        let caller: ShownCaller
        /// The generation of the runtime configuration, whose settings name the service and its widgets.
        let generation: UInt64

        static func == (left: Self, right: Self) -> Bool {
            left.generation == right.generation && left.caller == right.caller
                && left.interaction.isSame(as: right.interaction)
        }
    }

    private struct State {
        var entries: [String: [(content: Content, bytes: ByteBuffer)]] = [:]
        var encodings = 0
    }

    /// Sessions that are kept.
    private static let sessionLimit = 4_096
    /// States of one session that are kept: those who talk, ring and wait see different ones.
    private static let stateLimit = 8
    private let state = Lock(State())

    /// The JSON of an interaction, made by `encode` where it was not lately.
    func bytes(of content: Content, encode: () -> [UInt8]) -> ByteBuffer {
        let session = content.interaction.session
        let kept = self.state.withLock { $0.entries[session]?.first { $0.content == content }?.bytes }
        if let kept { return kept }
        let bytes = ByteBuffer(bytes: encode())
        self.state.withLock { state in
            state.encodings += 1
            if state.entries.count >= Self.sessionLimit { state.entries.removeAll() }
            state.entries[session, default: []].append((content, bytes))
            if state.entries[session]?.count ?? 0 > Self.stateLimit { state.entries[session]?.removeFirst() }
        }
        return bytes
    }

    /// Drops what is kept.
    func removeAll() {
        self.state.withLock { $0.entries.removeAll() }
    }

    /// Drops all, whatever the number; none of it is an answer of a lookup.
    func forget(_: CallerNumber, within _: ServiceScope) -> Int {
        self.removeAll()
        return 0
    }

    /// The count of encodings so far.
    var encodings: Int { self.state.withLock(\.encodings) }
}
