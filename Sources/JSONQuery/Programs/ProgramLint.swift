/// Refuses programs before libjq sees them.
enum ProgramLint {
    /// Why `program` is refused, `nil` if it isn't. For its writer: it names lines and words of the program.
    static func reason(toRefuse program: String) -> String? {
        guard program.utf8.count <= JQCompiler.longestProgram else { return "longer than \(JQCompiler.longestProgram) bytes" }
        guard !program.utf8.contains(0) else { return "it holds a zero byte" }
        let lexer = JQLexer(program)
        guard !lexer.isTooDeep else { return "nested deeper than \(JQLexer.deepest) brackets" }
        for token in lexer.tokens {
            guard let reason = Self.reason(toRefuse: token) else { continue }
            return "line \(token.line): \(reason)"
        }
        return nil
    }

    private static func reason(toRefuse token: JQToken) -> String? {
        switch token.kind {
        case .name: ForbiddenNames.reason(toRefuse: token.text).map { "\(token.text) is not allowed: \($0)" }
        case .variable: ForbiddenNames.reason(toRefuseVariable: token.text).map { "$\(token.text) is not allowed: \($0)" }
        case .number:
            NumberRoundTrip.survives(token.text) ? nil : "\(token.text) is more than a number can hold; longer ids are texts here"
        case .member: nil
        }
    }
}
