internal import Application
internal import HTTPTypes

/// The errors of the interface: each has a stable code and one status.
enum ProblemCode: String, Hashable, Sendable, CaseIterable {
    case malformedJson
    case unauthenticated
    case forbidden
    case notFound, serviceNotFound, sessionNotLive
    case methodNotAllowed
    case alreadyConcluded, notOpen, codesDisabled, idReused
    case settingsChanged
    case tooLarge
    case notJson
    case invalidNumber, regionRequired, unknownMember, invalidValue, unknownCode, codeRequired
    case ifMatchRequired
    case rateLimited
    case overloaded, journalUnavailable
    case `internal`

    /// The code of a refusal; the same word.
    init(_ code: Refusal.Code) {
        self =
            switch code {
            case .forbidden: .forbidden
            case .notFound: .notFound
            case .serviceNotFound: .serviceNotFound
            case .sessionNotLive: .sessionNotLive
            case .alreadyConcluded: .alreadyConcluded
            case .notOpen: .notOpen
            case .codesDisabled: .codesDisabled
            case .idReused: .idReused
            case .settingsChanged: .settingsChanged
            case .invalidNumber: .invalidNumber
            case .regionRequired: .regionRequired
            case .unknownMember: .unknownMember
            case .invalidValue: .invalidValue
            case .unknownCode: .unknownCode
            case .codeRequired: .codeRequired
            case .overloaded: .overloaded
            case .journalUnavailable: .journalUnavailable
            }
    }

    var status: HTTPResponse.Status {
        switch self {
        case .malformedJson: .badRequest
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound, .serviceNotFound, .sessionNotLive: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .alreadyConcluded, .notOpen, .codesDisabled, .idReused: .conflict
        case .settingsChanged: .preconditionFailed
        case .tooLarge: .contentTooLarge
        case .notJson: .unsupportedMediaType
        case .invalidNumber, .regionRequired, .unknownMember, .invalidValue, .unknownCode, .codeRequired: .unprocessableContent
        case .ifMatchRequired: .preconditionRequired
        case .rateLimited: .tooManyRequests
        case .overloaded, .journalUnavailable: .serviceUnavailable
        case .internal: .internalServerError
        }
    }
}
