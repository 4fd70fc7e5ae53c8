/// One thing wrong in a posted conclusion.
package enum ConclusionFault: Hashable, Sendable {
    /// The list has codes, and none was chosen.
    case codeRequired(CodeList)
    /// The list has no such code.
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
        case primaryCode, secondaryCode
    }

    /// The contract's code.
    package var code: String {
        switch self {
        case .codeRequired: "codeRequired"
        case .unknownCode: "unknownCode"
        case .codesOff, .tagsOff, .tooManyTags, .tag: "invalidValue"
        }
    }

    /// Where in the body, as a JSON Pointer.
    package var pointer: String {
        switch self {
        case .codeRequired(let list), .unknownCode(let list), .codesOff(let list): "/\(list.rawValue)"
        case .tagsOff, .tooManyTags: "/tags"
        case .tag(let index, _): "/tags/\(index)"
        }
    }

    /// What to do about it.
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
