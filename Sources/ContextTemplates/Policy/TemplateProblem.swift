/// Something about a template that its owner should know.
public struct TemplateProblem: Hashable, Sendable {
    /// Where, in Unicode code points from the template's start, from 0.
    public let at: Int
    public let code: Code
    /// What is wrong and what to do, in English.
    public let message: String

    public init(at: Int, code: Code, message: String) {
        self.at = at
        self.code = code
        self.message = message
    }

    /// Whether a link can be made all the same.
    public var severity: Severity { self.code.severity }

    /// The message for a problem that is known by its code only, such as that of a ``TemplateError``.
    public static func message(for code: Code) -> String { TemplateMessages.text(for: code) }

    /// What a problem means for the link.
    public enum Severity: String, Hashable, Sendable {
        /// No link is ever made from this template.
        case error
        /// Links are made; look whether they are what you meant.
        case warning
    }

    /// What is wrong. Raw values are stable.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        // The grammar of RFC 6570.
        case unclosedExpression, strayBrace, emptyExpression, reservedOperator, invalidVariableName, invalidModifier
        case invalidLiteral, invalidPercent, prefixOfComposite
        // The policy for context URLs.
        case schemeMissing, schemeNotAllowed, schemeForbidden, hostMissing, hostNotLiteral, hostInvalid, userinfo
        case reservedExpansion, operatorMisplaced, dotSegment, tooLong, unknownVariable, unknownRequired
        // Weak spots.
        case plainHTTP, spelling, undeclaredParameter, noVariable, queryOperator, plusInQuery, quotedValue, notDialable

        public var severity: Severity {
            switch self {
            case .plainHTTP, .spelling, .undeclaredParameter, .noVariable, .queryOperator, .plusInQuery, .quotedValue,
                .notDialable:
                .warning
            default: .error
            }
        }
    }
}
