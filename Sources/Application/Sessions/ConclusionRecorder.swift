internal import CallModel
internal import Enrichment
package import Sessions

/// Saves the codes and tags that users put on calls, once.
package struct ConclusionRecorder: Sendable {
    private let runtimeStore: RuntimeConfigurationStore
    private let numbers: any NumberParser
    private let enricher: Enricher
    private let sessionStore: SessionStore
    private let recall: TagRecall

    init(
        runtimeStore: RuntimeConfigurationStore, numbers: any NumberParser, enricher: Enricher, sessionStore: SessionStore,
        recall: TagRecall
    ) {
        self.runtimeStore = runtimeStore
        self.numbers = numbers
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
            let (numbers, usual) = (self.numbers, self.runtimeStore.current.region)
            return try await self.sessionStore.conclude(
                draft, session: session, by: access.user, scope: access.scope,
                isNumber: { digits, region in
                    guard case .full(let number)? = try? numbers.read(digits, region: region ?? usual) else { return false }
                    return number.isValid
                },
                recall: self.recall.digest(of: self.enricher.caller(of: session).number))
        } catch {
            throw Refusal(error)
        }
    }
}
