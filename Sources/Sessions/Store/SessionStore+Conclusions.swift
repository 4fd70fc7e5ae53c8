public import CallModel

extension SessionStore {
    /// Saves what a user says about a call, once; of several that race one is saved.
    ///
    /// - Parameters:
    ///   - user: A UPN in lower case.
    ///   - scope: The services that the user's credential reaches.
    ///   - isNumber: Whether digits are a valid telephone number in the service's region.
    ///   - recall: The caller's digest, where tags are to come back on their next call; `nil` where not.
    /// - Returns: The user's entry, concluded.
    public func conclude(
        _ draft: ConclusionDraft, session id: String, by user: String, scope: ServiceScope,
        isNumber: @escaping @Sendable (_ digits: String, _ region: Region?) -> Bool, recall: [UInt8]? = nil
    ) async throws(SessionStoreError) -> Interaction {
        let result = try await self.perform(on: id) { batch -> Result<Interaction, SessionStoreError> in
            Result { () throws(SessionStoreError) in
                guard var session = batch.session(id), scope.contains(session.service), let entry = session.interaction(of: user)
                else { throw .notFound }
                guard let settings = self.settings(session.service) else { throw .serviceNotFound }
                let conclusion: Conclusion
                do throws(ConclusionRefusal) {
                    conclusion = try ConclusionCheck.conclusion(
                        from: draft, for: entry, settings: settings, at: batch.now, isNumber: { isNumber($0, settings.region) })
                } catch {
                    throw .conclusion(error)
                }
                session.conclude(conclusion, by: user)
                batch.keep(session)
                self.note(conclusion.tags, of: settings, recall: recall, in: &batch)
                guard let concluded = session.interaction(of: user) else { throw .notFound }
                return concluded
            }
        }
        return try result.get()
    }

    private func note(_ tags: [String], of settings: ServiceSettings, recall: [UInt8]?, in batch: inout SessionBatch) {
        guard !tags.isEmpty else { return }
        batch.add(.tags(tags.map { TagUse(service: settings.id, text: $0, searchKey: Tag.searchKey($0)) }, at: batch.now))
        guard settings.tagRecall, let recall else { return }
        batch.add(.recall(RecallRecord(digest: recall, service: settings.id, tags: tags, savedAt: batch.now)))
    }
}
