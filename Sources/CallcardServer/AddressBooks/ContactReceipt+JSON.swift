internal import Application
internal import CallModel
internal import StrictJSON

/// The answer to contacts that were sent.
extension ContactReceipt {
    /// The members of the answer to a list of contacts.
    func writeList(to writer: inout JSONWriter) {
        self.writeCounts(to: &writer)
        self.writeRejected(to: &writer)
        self.writeUnreadable(to: &writer)
    }

    /// The members of the answer to a single contact: its own, as it is kept, and the counts beside them.
    func writeSingle(to writer: inout JSONWriter) {
        for (name, value) in self.kept.first.flatMap(Self.members) ?? [] { writer.member(name, value) }
        self.writeCounts(to: &writer)
        if self.kept.isEmpty { self.writeRejected(to: &writer) } else { self.writeUnreadable(to: &writer) }
    }

    private static func members(of contact: BookContact) -> [(name: String, value: JSONValue)]? {
        (try? StrictJSON.parse(contact.json, maxDepth: 8))?.objectValue?.members
    }

    private func writeCounts(to writer: inout JSONWriter) {
        writer.member("added", self.added)
        writer.member("updated", self.updated)
        writer.member("unchanged", self.unchanged)
    }

    private func writeRejected(to writer: inout JSONWriter) {
        writer.array("rejected") { writer in
            for (id, code) in self.rejected {
                writer.object { writer in
                    writer.member("externalId", id)
                    writer.member("code", code.rawValue)
                }
            }
        }
    }

    private func writeUnreadable(to writer: inout JSONWriter) {
        writer.array("unreadable") { writer in
            for (id, pointer) in self.unreadable {
                writer.object { writer in
                    writer.member("externalId", id)
                    writer.member("pointer", pointer)
                }
            }
        }
    }
}
