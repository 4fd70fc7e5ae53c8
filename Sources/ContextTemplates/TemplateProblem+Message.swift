extension TemplateProblem {
    /// The advice for a kind of problem without its circumstances, such as that of a ``TemplateError``.
    public static func message(for code: Code) -> String { self.message(for: code, about: nil, suggestion: nil) }

    /// The problem and the advice on it, as owners read it.
    ///
    /// - Parameters:
    ///   - code: The kind of problem.
    ///   - name: The variable, parameter or scheme that it is about; its first 64 characters are shown.
    ///   - suggestion: A variable that may have been meant.
    static func message(for code: Code, about name: String?, suggestion: String?) -> String {
        let text = self.text(for: code, name: name.map { String($0.prefix(64)) } ?? "this")
        if code == .foreignPlaceholder {
            return "\(text) Write \(suggestion ?? "one of the variables of Callcard, such as {Caller.Number}")."
        }
        return suggestion.map { "\(text) Did you mean \($0)?" } ?? text
    }

    private static func text(for code: Code, name: String) -> String {
        switch code {
        case .unclosedExpression: "This is never closed. Write } behind { and ) behind $(."
        case .strayBrace: "A } without its {. Write %7D where you mean the character itself."
        case .emptyExpression: "No variable here. Write one, such as {Caller.Number}."
        case .reservedOperator: "RFC 6570 keeps = , ! @ | for later. Write the variable without it."
        case .invalidVariableName:
            "A name has letters, digits, _ and single dots. Write any other character as in {Customer.CustomFields.Your%20Field}."
        case .invalidModifier: "Behind a name there may be * or : and a length from 1 to 9999, not both."
        case .invalidLiteral: "This character can't stand in a URL. Write it percent-encoded, a space as %20."
        case .invalidPercent: "Behind % there must be two hexadecimal digits. Write %25 for the percent sign itself."
        case .prefixOfComposite: "A list or map has no beginning. Leave the length out."
        case .schemeMissing: "Begin with the scheme and the host of your system: https://crm.example/…"
        case .schemeNotAllowed:
            "The scheme \(name) is not allowed here. Use https, or ask the operator to allow it in the configuration."
        case .schemeForbidden: "Links of this scheme run code or read local files; nobody can allow it. Use https."
        case .hostMissing: "A host must follow the scheme: https://crm.example/…"
        case .hostNotLiteral:
            "No variable may stand in the host. Write it out; the path begins behind the host with /. In tel: there is no //."
        case .hostInvalid:
            "A host has letters, digits, - and dots, and a port up to 65535. Write names with other letters as xn--…"
        case .userinfo: "No user name or password before the host. Remove all up to the @."
        case .reservedExpansion: "{+…} and {#…} would let a value change where the link leads. Leave the + or # out."
        case .operatorMisplaced: "This kind of expression can't stand here. Use {Name}; {?Name} and {&Name} begin the query."
        case .dotSegment: "Browsers resolve . and .. in a path. Write the path that you mean."
        case .tooLong:
            "The link would be longer than \(ContextURLTemplate.limit) bytes even without values. Shorten the template."
        case .unknownVariable: "There is no variable \(name)."
        case .unknownRequired: "There is no variable \(name) to require."
        default: Self.warning(for: code, name: name)
        }
    }

    private static func warning(for code: Code, name: String) -> String {
        switch code {
        case .plainHTTP: "With http anybody on the way can read what you send about the caller. Use https if the system can."
        case .spelling: "Understood; the docs spell it \(name)."
        case .undeclaredParameter: "The service declares no parameter \(name); it is there only when a flow sets it."
        case .noVariable: "No variable here: the link is the same for every call."
        case .queryOperator: "Understood; RFC 6570 writes {?…} where the query begins and {&…} further on."
        case .plusInQuery: "In a query + means a space. Write %2B, or use {Caller.Number}, which brings its own."
        case .quotedValue: "A value with an apostrophe, as in O'Brien, ends these quotes. Better search by number or id."
        case .foreignPlaceholder: "Other products write a placeholder like this; here nothing takes its place."
        case .notDialable: "\(name) is no number; most calls will have no link."
        default: "This template can't be used."
        }
    }
}
