internal import CallModel
internal import Enrichment
internal import NIOCore
internal import Sessions
internal import StrictJSON

/// Puts what a feed tells into server-sent events (WHATWG HTML, 9.2).
struct FeedTalk: Sendable {
    let desk: CallDesk
    let shelf: EntryShelf
    let user: String
    let scope: ServiceScope

    /// A comment, so that both sides see that the line is open.
    static let comment = ByteBuffer(string: ":\n\n")

    /// How long a client is to wait before it comes back: 2 s ± 50 %, so that not all come at once.
    static func retry() -> ByteBuffer {
        ByteBuffer(string: "retry: \(Int.random(in: 1_000...3_000))\n\n")
    }

    /// The first page of the list, `page` being its JSON.
    func snapshot(_ page: [UInt8], id: UInt64) -> ByteBuffer {
        var buffer = ByteBuffer()
        self.write("snapshot", id, page, to: &buffer)
        return buffer
    }

    /// Items as they are true now.
    func told(_ items: [(number: UInt64, item: FeedItem)]) async -> ByteBuffer {
        var buffer = ByteBuffer()
        for (number, item) in items { await self.tell(item, number, to: &buffer) }
        return buffer
    }

    private func tell(_ item: FeedItem, _ number: UInt64, to buffer: inout ByteBuffer) async {
        switch item {
        case .entry(let session): await self.tellEntry(session, number, to: &buffer)
        case .removed(let session): self.write("removed", number, Self.name(session), to: &buffer)
        case .concluded(let session):
            self.write("concluded", number, Self.name(session), to: &buffer)
            await self.tellEntry(session, number, to: &buffer)
        case .context(let session):
            var writer = JSONWriter(capacity: 128)
            writer.object { writer in
                writer.member("id", EntryShelf.id(of: session))
                writer.member("revision", self.shelf.enricher.caller(of: session).context?.revision ?? 0)
            }
            self.write("context", number, writer.bytes, to: &buffer)
            // The caller on the entry's line has changed, too.
            await self.tellEntry(session, number, to: &buffer)
        }
    }

    private func tellEntry(_ session: String, _ number: UInt64, to buffer: inout ByteBuffer) async {
        // What the journal can't give now is in the next snapshot.
        guard let session = try? await self.desk.session(session), self.scope.contains(session.service) else { return }
        guard let entry = session.interaction(of: self.user) else {
            return self.write("removed", number, Self.name(session.id), to: &buffer)
        }
        var writer = JSONWriter(capacity: 1_024)
        self.shelf.write(entry, to: &writer)
        self.write("entry", number, writer.bytes, to: &buffer)
    }

    private static func name(_ session: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 64)
        writer.object { $0.member("id", EntryShelf.id(of: session)) }
        return writer.bytes
    }

    private func write(_ event: String, _ number: UInt64, _ data: [UInt8], to buffer: inout ByteBuffer) {
        buffer.writeString("id: \(self.desk.feed.boot)-\(number)\nevent: \(event)\ndata: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
    }
}
