/// Why a template gave no link in one call. Holds names of variables, which the owner wrote, never their values.
public enum NoLink: Error, Hashable, Sendable {
    /// A variable that stands outside the query has no value.
    case missing(Variable)
    /// A variable that the owner requires has no value.
    case missingRequired(Variable)
    /// A part of the path would have become `.` or `..`, which browsers resolve.
    case dotSegment
    /// The value of a variable in a `tel:` link is no number that can be dialled.
    case notDialable(Variable)
    /// The link would be longer than ``ContextURLTemplate/limit``.
    case tooLong
    /// The template has errors; see its problems.
    case brokenTemplate

    /// The reason in words, as `--explain` shows it.
    public var reason: String {
        switch self {
        case .missing(let variable): "\(variable.name) is missing, and it stands outside the query"
        case .missingRequired(let variable): "\(variable.name) is missing, and it is required"
        case .dotSegment: "a part of the path would be . or .., which browsers resolve"
        case .notDialable(let variable): "\(variable.name) is no number that can be dialled"
        case .tooLong: "the link would be longer than \(ContextURLTemplate.limit) bytes"
        case .brokenTemplate: "the template has errors"
        }
    }
}
