internal import Application
internal import CallModel
internal import NIOCore
internal import Sessions
internal import StrictJSON

/// Makes server-sent events of a feed's items, each with the state of its session at the moment of sending.
struct FeedEncoder: Sendable {
    /// Names this process in the ids of events.
    let boot: String
    let interactions: InteractionReader
    let encoder: InteractionEncoder
    /// The user whose stream it is, and the services that they see.
    let access: UserAccess

    /// The first event of a stream: the first page of the list, in place of missed changes.
    ///
    /// - Parameters:
    ///   - page: The first page of the list, as JSON.
    ///   - number: The feed's last number when the page was read, or one before.
    func snapshot(_ page: [UInt8], number: UInt64) -> ByteBuffer {
        var buffer = ByteBuffer()
        self.write("snapshot", number, ByteBuffer(bytes: page), to: &buffer)
        return buffer
    }

    /// Events of items, in order.
    ///
    /// - Returns: `isWhole` is false where the journal could not be read on the way: the stream must end then, so that its
    ///   client comes back for the rest.
    func events(of items: [NumberedFeedItem]) async -> (bytes: ByteBuffer, isWhole: Bool) {
        var buffer = ByteBuffer()
        for numbered in items {
            do throws(Refusal) {
                try await self.write(numbered, to: &buffer)
            } catch {
                return (buffer, false)
            }
        }
        return (buffer, true)
    }

    private func write(_ numbered: NumberedFeedItem, to buffer: inout ByteBuffer) async throws(Refusal) {
        let (kind, session) = (numbered.item.kind, numbered.item.session)
        switch kind {
        case .entry:
            guard let interaction = try await self.interactions.interaction(in: session, for: self.access) else {
                return self.write("removed", numbered.number, Self.reference(to: session), to: &buffer)
            }
            self.write(kind.rawValue, numbered.number, self.encoder.encoded(interaction), to: &buffer)
        case .removed, .concluded:
            self.write(kind.rawValue, numbered.number, Self.reference(to: session), to: &buffer)
        case .context:
            let revision = self.interactions.revision(of: session, for: self.access)
            self.write(kind.rawValue, numbered.number, Self.reference(to: session, revision: revision), to: &buffer)
        }
    }

    private func write(_ event: String, _ number: UInt64, _ data: ByteBuffer, to buffer: inout ByteBuffer) {
        ServerSentEvents.write(event, id: "\(self.boot)-\(number)", data: data, to: &buffer)
    }

    private static func reference(to session: String, revision: Int? = nil) -> ByteBuffer {
        var writer = JSONWriter(capacity: 64)
        writer.object { writer in
            writer.member("id", Interaction.id(in: session))
            if let revision { writer.member("revision", revision) }
        }
        return ByteBuffer(bytes: writer.bytes)
    }
}
