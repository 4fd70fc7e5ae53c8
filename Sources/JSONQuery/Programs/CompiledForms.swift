import CallModel
import Synchronization

/// The compiled forms of one program text: as many as runs go on at once, shared by all queries of that text.
final class CompiledForms: Sendable {
    private struct State {
        var idle: [CompiledProgram]
        var isSpoiled = false
    }

    /// The variables that the program takes from outside, in the order of the input's elements.
    let variables: [String]
    private let text: String
    private let limits: JQLimits
    private let state: Mutex<State>

    /// Compiles a program on threads made for it, and waits for them: some 40 ms, twice as long for a program with variables.
    ///
    /// - Parameters:
    ///   - name: What the program is called for its writer.
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
        guard !forms.isEmpty else { throw .invalidProgram(reason: "\(name), \(report.fault ?? "it does not compile")") }
        self.text = text
        self.variables = variables
        self.limits = limits
        self.state = Mutex(State(idle: forms))
    }

    /// Whether a form is lost, or in the hands of a thread that may never give it back.
    var isSpoiled: Bool { self.state.withLock { $0.isSpoiled } }

    /// How many forms no run has in hand.
    var idleCount: Int { self.state.withLock { $0.idle.count } }

    /// Says that a form will not come back, so that queries made from now on get forms of their own.
    func spoil() { self.state.withLock { $0.isSpoiled = true } }

    /// Hands out a form for one run. Should none be idle, since one was lost, another is made here and now.
    func take() -> CompiledProgram? {
        if let idle = self.state.withLock({ $0.idle.popLast() }) { return idle }
        var unread = CompileReport()
        return CompiledProgram(self.text, limits: self.limits, report: &unread)
    }

    /// Takes back a form that is usable after its run.
    func giveBack(_ form: CompiledProgram) { self.state.withLock { $0.idle.append(form) } }

    /// The report is that of the first form; all are of one text.
    private static func compile(
        _ text: String, count: Int, _ limits: JQLimits
    ) -> (forms: [CompiledProgram], report: CompileReport) {
        let results = CompileThreads.make(count) {
            var report = CompileReport()
            let form = CompiledProgram(text, limits: limits, report: &report)
            return (form: form, report: report)
        }
        return (results.compactMap(\.form), results.first?.report ?? CompileReport())
    }
}
