package import CallModel
internal import Sessions

/// Suggests tags that were saved for a service before, as a user types.
package struct TagSuggestions: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let archive: any TagArchive
    private let tagNumbers: TagNumbers

    init(runtimeStore: RuntimeConfigurationStore, archive: any TagArchive, tagNumbers: TagNumbers) {
        self.runtimeStore = runtimeStore
        self.tagNumbers = tagNumbers
        self.archive = archive
    }

    /// Tags of a service, most used first.
    ///
    /// - Parameters:
    ///   - prefix: What was typed, in any case and with or without accents; empty for all tags.
    ///   - limit: At most so many; above 0.
    /// - Throws: `serviceNotFound`, or `journalUnavailable`.
    package func tags(
        of service: String, beginning prefix: String, limit: Int, for principal: Principal
    ) async throws(Refusal) -> [TagCount] {
        let settings = try self.runtimeStore.current.knownService(service, to: principal).settings
        do throws(JournalError) {
            let key = Tag.searchKey(String(prefix.drop(while: \.isWhitespace)))
            let tags = try await self.archive.tags(of: settings.id, beginning: key, limit: limit)
            return await self.tagNumbers.clean(tags, of: settings, text: \.text)
        } catch {
            throw Refusal(error)
        }
    }
}
