internal import Application
internal import HTTPTypes

/// The errors of the interface: each has a stable code and one status.
enum ProblemCode: String, Hashable, Sendable, CaseIterable {
    case malformedJson, malformedRequest
    case unauthenticated
    case forbidden
    case notFound, serviceNotFound, sessionNotLive
    case methodNotAllowed, notImplemented, versionNotSupported
    case alreadyConcluded, notOpen, codesDisabled, idReused
    case settingsChanged
    case tooLarge, uriTooLong, headTooLarge
    case notJson
    case invalidNumber, regionRequired, unknownMember, invalidValue, unknownCode, codeRequired
    case ifMatchRequired, expectationFailed
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

    /// The status of answers with this code.
    var status: HTTPResponse.Status {
        switch self {
        case .malformedJson, .malformedRequest: .badRequest
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound, .serviceNotFound, .sessionNotLive: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notImplemented: .notImplemented
        case .versionNotSupported: .httpVersionNotSupported
        case .alreadyConcluded, .notOpen, .codesDisabled, .idReused: .conflict
        case .settingsChanged: .preconditionFailed
        case .tooLarge: .contentTooLarge
        case .uriTooLong: .uriTooLong
        case .headTooLarge: .requestHeaderFieldsTooLarge
        case .expectationFailed: .expectationFailed
        case .notJson: .unsupportedMediaType
        case .invalidNumber, .regionRequired, .unknownMember, .invalidValue, .unknownCode, .codeRequired: .unprocessableContent
        case .ifMatchRequired: .preconditionRequired
        case .rateLimited: .tooManyRequests
        case .overloaded, .journalUnavailable: .serviceUnavailable
        case .internal: .internalServerError
        }
    }
}
