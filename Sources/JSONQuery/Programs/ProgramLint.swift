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

/// The names of the jq language that reach out of the document, each with the reason why it is refused.
enum ForbiddenNames {
    /// Why a function or keyword is refused, `nil` if it isn't.
    static func reason(toRefuse name: String) -> String? {
        Self.functions[name.split(separator: ":").last.map(String.init) ?? name]
    }

    /// Why a variable is refused, `nil` if it isn't.
    static func reason(toRefuseVariable name: String) -> String? {
        Self.variables[name]
    }

    /// Definitions that take the place of all that is refused, to stand before each program on its first line.
    ///
    /// A second wall: were the lexer ever fooled, the name would find these first.
    static let shadows: String =
        Self.shadowed.map { "def \($0): error; " }.joined() + Self.variables.keys.sorted().map { "null as $\($0) | " }.joined()

    private static let environment = "it reads the environment"
    private static let otherInput = "there is no input but the document"
    private static let output = "it writes to the log"
    private static let files = "modules are not read"
    private static let clock = "a query must give the same today and tomorrow"
    private static let process = "it speaks of the process"

    private static let functions: [String: String] = [
        "env": Self.environment,
        "input": Self.otherInput, "inputs": Self.otherInput, "input_filename": Self.otherInput,
        "input_line_number": Self.otherInput,
        "debug": Self.output, "stderr": Self.output,
        "import": Self.files, "include": Self.files, "module": Self.files, "modulemeta": Self.files,
        "get_search_list": Self.files,
        "get_prog_origin": Self.files, "get_jq_origin": Self.files,
        "now": Self.clock, "localtime": Self.clock, "strflocaltime": Self.clock,
        "halt": Self.process, "halt_error": Self.process,
    ]

    private static let variables: [String: String] = ["ENV": Self.environment, "__prog_args": Self.process]

    private static let shadowed = [
        "env", "input", "inputs", "input_filename", "input_line_number", "debug", "stderr", "modulemeta", "get_search_list",
        "get_prog_origin", "get_jq_origin", "now", "localtime", "strflocaltime(f)", "halt", "halt_error", "halt_error(f)",
    ]
}
