/// A problem of a template, for its owner.
public struct TemplateProblem: Hashable, Sendable {
    /// The place, in Unicode code points from the template's start, from 0.
    public let at: Int
    /// The kind of problem.
    public let code: Code
    /// The problem and the advice on it, in English.
    public let message: String

    /// - Parameters:
    ///   - code: The kind of problem.
    ///   - at: The place, in code points from 0.
    ///   - name: The variable, parameter or scheme that it is about, where it is about one.
    ///   - suggestion: A variable that may have been meant.
    init(_ code: Code, at place: Int, about name: String? = nil, suggestion: String? = nil) {
        self.at = place
        self.code = code
        self.message = Self.message(for: code, about: name, suggestion: suggestion)
    }

    /// Whether links are made all the same.
    public var severity: Severity { self.code.severity }

    /// The consequence of a problem for the link.
    public enum Severity: String, Hashable, Sendable {
        /// No link is ever made from this template.
        case error
        /// Links are made; the owner should look whether they are the ones that were meant.
        case warning
    }

    /// A kind of problem. Raw values are stable; ``TemplateProblem/message(for:)`` says what to do about each.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        // The grammar of RFC 6570.

        /// `{` or `$(` without its end.
        case unclosedExpression
        /// `}` without its beginning.
        case strayBrace
        /// An expression without a variable.
        case emptyExpression
        /// One of the operators that RFC 6570 sets aside for later.
        case reservedOperator
        /// A name that is no `varname`.
        case invalidVariableName
        /// A modifier other than `*` or `:1` to `:9999`.
        case invalidModifier
        /// A character that can't stand in a URI.
        case invalidLiteral
        /// `%` without two hexadecimal digits.
        case invalidPercent
        /// A length asked of a list or map; of ``URITemplate`` only.
        case prefixOfComposite

        // The policy for context URLs.

        /// No literal scheme at the start.
        case schemeMissing
        /// A scheme that the operator does not allow.
        case schemeNotAllowed
        /// A scheme that nobody can allow, as it runs code or reads local files.
        case schemeForbidden
        /// `https:` or `http:` without a host.
        case hostMissing
        /// A variable in the host, or where it could become part of it.
        case hostNotLiteral
        /// A host or port that is none.
        case hostInvalid
        /// A user name or password before the host.
        case userinfo
        /// `{+…}` or `{#…}`, which would let a value change where the link leads.
        case reservedExpansion
        /// An operator that can't stand at this place of the URL.
        case operatorMisplaced
        /// `.` or `..` as a part of the path.
        case dotSegment
        /// Longer than ``ContextURLTemplate/limit`` even without values.
        case tooLong
        /// A variable that is not in the registry, or not for this purpose.
        case unknownVariable
        /// A variable in the list of required ones that does not exist.
        case unknownRequired

        // Weak spots, which are warnings.

        /// `http:` to another machine.
        case plainHTTP
        /// Another spelling than that of the docs.
        case spelling
        /// A parameter that the service does not declare.
        case undeclaredParameter
        /// A template without a variable.
        case noVariable
        /// `{?…}` within the query, or `{&…}` where it begins.
        case queryOperator
        /// A literal `+` before a value in the query, where it means a space.
        case plusInQuery
        /// Free text between apostrophes.
        case quotedValue
        /// A variable in a `tel:` link that is no number.
        case notDialable
        /// A placeholder of another product, which stays in the link as it is.
        case foreignPlaceholder

        /// Whether links are made all the same.
        public var severity: Severity {
            switch self {
            case .plainHTTP, .spelling, .undeclaredParameter, .noVariable, .queryOperator, .plusInQuery, .quotedValue,
                .notDialable, .foreignPlaceholder:
                .warning
            default: .error
            }
        }
    }
}
