internal import CallModel
internal import Enrichment
internal import Sessions
internal import StrictJSON

/// Makes the detail of an entry: what its service's widgets show (S2).
struct InteractionDetailEncoder: Sendable {
    let shelf: InteractionEncoder
    let recall: TagRecall

    /// The entry with `context`, `map`, `codes` and `recall`; a widget that is off takes its part with it.
    ///
    /// - Throws: Where the journal can't be read.
    func encoded(_ entry: Interaction) async throws(Problem) -> [UInt8] {
        let settings = self.shelf.sites.current.services[entry.service]?.settings
        let recalled = try await self.recalled(entry, settings)
        var writer = JSONWriter(capacity: 2_048)
        writer.object { writer in
            self.shelf.writeMembers(of: entry, to: &writer)
            if let context = self.shelf.caller(of: entry).context {
                let parts = settings.map(CallerContext.Parts.init) ?? .init(hasCaller: false, hasLinks: false)
                writer.object("context") { context.write(parts, to: &$0) }
            }
            guard let settings else { return }
            MapEncoder(shelf: self.shelf).write(entry, to: &writer)
            if settings.hasCodes {
                writer.object("codes") { writer in
                    writer.codes("primary", settings.codes.primary)
                    writer.codes("secondary", settings.codes.secondary)
                }
            }
            if settings.hasTags {
                writer.array("recall") { writer in
                    for tag in recalled { tag.write(to: &writer) }
                }
            }
        }
        return writer.bytes
    }

    private func recalled(_ entry: Interaction, _ settings: ServiceSettings?) async throws(Problem) -> [RecalledTag] {
        guard let settings, settings.hasTags, settings.tagRecall,
            let number = self.shelf.caller(of: entry).number
        else { return [] }
        do throws(JournalError) {
            return try await self.recall.tags(of: number, service: settings.id)
        } catch {
            throw Problem(SessionStoreError.journal(error))
        }
    }
}

extension CallerContext.Parts {
    init(_ settings: ServiceSettings) {
        self.init(hasCaller: settings.widgets.callerInformation, hasLinks: settings.widgets.context)
    }
}

extension RecalledTag {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("tag", self.text)
            writer.member("lastUsedAt", self.lastUsedAt.description)
        }
    }
}
