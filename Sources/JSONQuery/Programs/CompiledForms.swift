import CJQ
import CallModel
import Waiting

/// The compiled forms of one program text: as many as runs go on at once, shared by all queries of that text.
final class CompiledForms: Sendable {
    private struct State {
        var idle: [CompiledProgram]
        var isSpoiled = false
    }

    /// Room for the stack of libjq's parser; only what is touched is ever taken.
    private static let compilerStackBytes = 64 << 20

    /// The variables that the program takes from outside, in the order of the input's elements.
    let variables: [String]
    /// The program as its writer wrote it.
    let program: String
    private let text: String
    private let limits: JQLimits
    private let state: Lock<State>

    /// Compiles a program on threads made for it, and waits for them: some 40 ms, twice as long for a program with variables.
    ///
    /// - Parameters:
    ///   - name: The program's name in messages for its writer.
    ///   - count: How many forms, at least 1.
    /// - Throws: `invalidProgram`.
    init(_ program: String, name: String, count: Int, limits: JQLimits) throws(JSONQueryError) {
        if let reason = ProgramLint.reason(toRefuse: program) { throw .invalidProgram(reason: "\(name), \(reason)") }
        // All on the first line, so that lines count as the writer counts them.
        var text = ForbiddenNames.shadows + program
        // One that may have variables from outside is tried once, to learn which.
        let isTried = JQLexer(program).tokens.contains { $0.kind == .variable }
        var (forms, report) = Self.compile(text, count: isTried ? 1 : count, limits)
        let variables = report.unboundVariables
        if forms.isEmpty, report.fault == nil, !variables.isEmpty {
            let bindings = variables.enumerated().map { ".[\($0 + 1)] as $\($1) | " }.joined()
            text = ForbiddenNames.shadows + bindings + ".[0] | " + program
            (forms, report) = Self.compile(text, count: count, limits)
        } else if !forms.isEmpty {
            forms += Self.compile(text, count: count - forms.count, limits).forms
        }
        guard !forms.isEmpty else {
            throw .invalidProgram(
                reason: "\(name), \(report.fault ?? "it does not compile")", place: Self.place(of: program, limits))
        }
        self.program = program
        self.text = text
        self.variables = variables
        self.limits = limits
        self.state = Lock(State(idle: forms))
    }

    /// Whether a form is lost, or in the hands of a thread that may never give it back.
    var isSpoiled: Bool { self.state.withLock { $0.isSpoiled } }

    /// The count of forms that no run uses.
    var idleCount: Int { self.state.withLock { $0.idle.count } }

    /// Says that a form will not come back, so that queries made from now on get forms of their own.
    func spoil() { self.state.withLock { $0.isSpoiled = true } }

    /// Hands out a form for one run. Should none be idle, since one was lost, another is made here and now.
    func claim() -> CompiledProgram? {
        if let idle = self.state.withLock({ $0.idle.popLast() }) { return idle }
        var unread = CompileReport()
        return CompiledProgram(self.text, limits: self.limits, report: &unread)
    }

    /// Puts a form back that is usable after its run.
    func giveBack(_ form: CompiledProgram) { self.state.withLock { $0.idle.append(form) } }

    /// The place of a program's first fault: libjq tells the line of it, so it is given each piece on a line of its own.
    private static func place(of program: String, _ limits: JQLimits) -> ProgramPlace? {
        let pieces = ProgramPieces(program)
        let text = ForbiddenNames.shadows + "\n" + pieces.text
        guard let line = Self.compile(text, count: 1, limits).report.faultLine, line > 1 else { return nil }
        return pieces.piece(onLine: line - 1).map { ProgramPlace(line: $0.line, column: $0.column) }
    }

    /// Compiles a text that many times at once, on threads that live as long as that takes and hold up no worker of lookups. On
    /// Linux they inherit the priority of the thread that waits for them: a reload compiles at a low one, a start does not.
    ///
    /// - Returns: The forms, and the report of the first; all are of one text.
    private static func compile(
        _ text: String, count: Int, _ limits: JQLimits
    ) -> (forms: [CompiledProgram], report: CompileReport) {
        guard count > 0 else { return ([], CompileReport()) }
        let results = Lock([(form: CompiledProgram?, report: CompileReport)?](repeating: nil, count: count))
        BackgroundThreads.together(
            count, stackBytes: self.compilerStackBytes, onStart: { _ = cjq_name_thread("callcard-jqc") },
            { index in
                var report = CompileReport()
                let form = CompiledProgram(text, limits: limits, report: &report)
                results.withLock { $0[index] = (form, report) }
            })
        let done = results.withLock { $0.compactMap { $0 } }
        return (done.compactMap(\.form), done.first?.report ?? CompileReport())
    }
}

/// Keeps the compiled forms in use, by program, so that a configuration loaded anew compiles only what has changed.
final class CompiledFormCache: Sendable {
    private struct Entry {
        weak var forms: CompiledForms?
    }

    private let limits: JQLimits
    private let count: Int
    private let entries = Lock<[String: Entry]>([:])

    /// - Parameter count: How many forms of each program.
    init(count: Int, limits: JQLimits) {
        self.count = count
        self.limits = limits
    }

    /// The forms of a program that some query uses already, else new ones.
    func forms(of program: String, name: String) throws(JSONQueryError) -> CompiledForms {
        let inUse = self.entries.withLock { $0[program]?.forms }
        if let inUse, !inUse.isSpoiled { return inUse }
        let forms = try CompiledForms(program, name: name, count: self.count, limits: self.limits)
        self.entries.withLock { entries in
            entries = entries.filter { $0.value.forms != nil }
            entries[program] = Entry(forms: forms)
        }
        return forms
    }
}
