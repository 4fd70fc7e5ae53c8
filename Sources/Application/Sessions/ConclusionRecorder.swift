internal import CallModel
internal import Enrichment
package import Sessions

/// Saves the codes and tags that users put on calls, once.
package struct ConclusionRecorder: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let tagNumbers: TagNumbers
    private let enricher: Enricher
    private let sessionStore: SessionStore
    private let recall: TagRecall

    init(
        runtimeStore: RuntimeConfigurationStore, tagNumbers: TagNumbers, enricher: Enricher, sessionStore: SessionStore,
        recall: TagRecall
    ) {
        self.runtimeStore = runtimeStore
        self.tagNumbers = tagNumbers
        self.enricher = enricher
        self.sessionStore = sessionStore
        self.recall = recall
    }

    /// Saves a conclusion about one of the user's interactions.
    ///
    /// - Parameter id: The interaction's.
    /// - Returns: The interaction, concluded.
    /// - Throws: What is wrong with the draft, `notFound`, `serviceNotFound`, `alreadyConcluded`, `notOpen`, `codesDisabled`,
    ///   `overloaded` or `journalUnavailable`.
    package func conclude(
        _ id: String, with draft: ConclusionDraft, by access: UserAccess
    ) async throws(Refusal) -> Interaction {
        do throws(SessionStoreError) {
            guard let session = Interaction.session(ofID: id) else { throw .notFound }
            let numbers = try await self.tagNumbers.texts(in: draft.tags, of: try await self.settings(of: session, access))
            return try await self.sessionStore.conclude(
                draft, session: session, by: access.user, scope: access.scope,
                holdsNumber: numbers.contains,
                recall: self.recall.digest(of: self.enricher.caller(of: session, for: access.scope).number))
        } catch {
            throw Refusal(error)
        }
    }

    /// The settings of a session's service; `nil` where the service is there no more.
    private func settings(of session: String, _ access: UserAccess) async throws(SessionStoreError) -> ServiceSettings? {
        guard let call = try await self.sessionStore.session(session, within: access.scope) else { throw .notFound }
        return self.runtimeStore.current.services[call.service]?.settings
    }
}
