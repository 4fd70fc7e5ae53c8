package import CallModel

/// The codes and tags that a user wants to save about a call, unchecked.
package struct ConclusionDraft: Hashable, Sendable {
    /// Ids of codes, as sent; `nil` where none was chosen.
    package var codes: CodeChoice
    /// Tags as typed; empty for none.
    package var tags: [String]

    /// A draft of these codes and tags, none by default.
    ///
    /// - Parameters:
    ///   - codes: Ids of codes.
    ///   - tags: As typed.
    package init(codes: CodeChoice = .init(), tags: [String] = []) {
        self.codes = codes
        self.tags = tags
    }
}

/// Makes conclusions of users' drafts.
package enum ConclusionCheck {
    /// Checks a draft against the user's entry and the service's settings.
    ///
    /// - Parameters:
    ///   - draft: As the user sent it.
    ///   - entry: The user's own, as it is now.
    ///   - settings: The service's, as they are now.
    ///   - now: When it is saved.
    ///   - holdsNumber: Whether a number that is valid in the service's region stands in one of the texts of ``Tag/searched(in:)``.
    /// - Returns: The conclusion, with the codes of the draft and its tags cleaned.
    /// - Throws: Why it is not saved; all faults there are, not only the first.
    package static func conclusion(
        from draft: ConclusionDraft, for entry: Interaction, settings: ServiceSettings, at now: WallTime,
        holdsNumber: (String) -> Bool
    ) throws(ConclusionRefusal) -> Conclusion {
        guard entry.conclusion == nil else { throw .alreadyConcluded }
        guard entry.isOpen, let outcome = entry.outcome else { throw .notOpen }
        guard settings.licence.enterpriseRouting, settings.widgets.codes || settings.widgets.tags else { throw .codesDisabled }
        let (codes, isOn) = (settings.codes, settings.widgets.codes)
        let (tags, tagFaults) = self.tags(from: draft.tags, areOn: settings.widgets.tags, holdsNumber: holdsNumber)
        let faults =
            [
                self.fault(of: draft.codes.primary, in: codes.primary, .primaryCode, isOn: isOn),
                self.fault(of: draft.codes.secondary, in: codes.secondary, .secondaryCode, isOn: isOn),
            ].compactMap(\.self) + tagFaults
        guard faults.isEmpty else { throw .faults(faults) }
        return Conclusion(codes: draft.codes, tags: tags, savedAt: now, outcome: outcome, reason: entry.reason)
    }

    private static func fault(
        of code: String?, in codes: [ServiceSettings.Code], _ list: ConclusionFault.CodeList, isOn: Bool
    ) -> ConclusionFault? {
        guard let code else { return isOn && !codes.isEmpty ? .codeRequired(list) : nil }
        guard isOn else { return .codesOff(list) }
        return codes.contains { $0.id == code } ? nil : .unknownCode(list)
    }

    /// Cleaned tags without repetitions, and what is wrong with them.
    private static func tags(
        from texts: [String], areOn: Bool, holdsNumber: (String) -> Bool
    ) -> (tags: [String], faults: [ConclusionFault]) {
        // An empty list says nothing.
        guard areOn || texts.isEmpty else { return ([], [.tagsOff]) }
        guard texts.count <= Tag.mostTyped else { return ([], [.tooManyTags]) }
        var (tags, faults, known): ([String], [ConclusionFault], Set<String>) = ([], [], [])
        for (index, text) in texts.enumerated() {
            do {
                let tag = try Tag(text, holdsNumber: holdsNumber)
                if known.insert(tag.caseFolded).inserted { tags.append(tag.text) }
            } catch {
                faults.append(.tag(index, error))
            }
        }
        if tags.count > Tag.mostTags { faults.append(.tooManyTags) }
        return (tags, faults)
    }
}
