/// Why a conclusion is not saved. No case carries a value of the draft.
package enum ConclusionRefusal: Error, Hashable, Sendable {
    /// The user has concluded the call already.
    case alreadyConcluded
    /// The user did not take part, or the outcome is undecided.
    case notOpen
    /// Neither codes nor tags are switched on, or the service has no licence for them.
    case codesDisabled
    /// The draft can't be saved as it is; at least one fault.
    case faults([ConclusionFault])
}

/// One thing wrong in a posted conclusion.
package enum ConclusionFault: Hashable, Sendable {
    /// The service has codes in this list, and none was chosen.
    case codeRequired(CodeList)
    /// The chosen code is not in this list.
    case unknownCode(CodeList)
    /// Codes are switched off.
    case codesOff(CodeList)
    /// Tags are switched off.
    case tagsOff
    /// More than 20 tags.
    case tooManyTags
    /// The tag at this index of the posted list can't be used.
    case tag(Int, TagFault)

    /// One of a service's two lists.
    package enum CodeList: String, Hashable, Sendable, CaseIterable {
        /// The first list that a user chooses from.
        case primaryCode
        /// The second list.
        case secondaryCode
    }

    /// The advice for the user; one sentence.
    package var detail: String {
        switch self {
        case .codeRequired: "Choose a code from each list."
        case .unknownCode: "The service has no such code."
        case .codesOff: "Codes are switched off for this service."
        case .tagsOff: "Tags are switched off for this service."
        case .tooManyTags: "There can be at most \(Tag.mostTags) tags."
        case .tag(_, let fault): fault.detail
        }
    }
}
