import CallModel
import Synchronization

/// A program that compiled, with the compiled forms of it that no thread uses just now.
final class JQProgram: Sendable {
    /// Breaking libjq this often disables a program: each time the memory of one compiled form is lost.
    static let allowedBreaks = 3

    private struct State {
        var idle: [CompiledProgram] = []
        var breaks = 0
        var isDisabled = false
    }

    /// The variables that it takes from outside, in the order of the input's elements.
    let variables: [String]
    private let text: String
    private let limits: JQLimits
    private let state: Mutex<State>

    /// - Throws: `invalidProgram`, with the name that the program has for its writer.
    init(_ program: String, name: String, limits: JQLimits) throws(JSONQueryError) {
        if let reason = ProgramLint.reason(toRefuse: program) { throw .invalidProgram(reason: "\(name), \(reason)") }
        // All on the first line, so that lines count as the writer counts them.
        var text = ForbiddenNames.shadows + program
        var report = CompileReport()
        var compiled = CompiledProgram(text, limits: limits, report: &report)
        let variables = report.unboundVariables
        if compiled == nil, report.fault == nil, !variables.isEmpty {
            let bindings = variables.enumerated().map { ".[\($0 + 1)] as $\($1) | " }.joined()
            text = ForbiddenNames.shadows + bindings + ".[0] | " + program
            report = CompileReport()
            compiled = CompiledProgram(text, limits: limits, report: &report)
        }
        guard let compiled else { throw .invalidProgram(reason: "\(name), \(report.fault ?? "it does not compile")") }
        self.text = text
        self.variables = variables
        self.limits = limits
        self.state = Mutex(State(idle: [compiled]))
    }

    var isDisabled: Bool { self.state.withLock { $0.isDisabled } }

    /// Never runs it again.
    func disable() { self.state.withLock { $0.isDisabled = true } }

    /// Makes one more compiled form, for one more thread that runs it at the same time.
    func prepare() {
        guard let compiled = self.compiled() else { return }
        self.state.withLock { $0.idle.append(compiled) }
    }

    private func compiled() -> CompiledProgram? {
        var unread = CompileReport()
        return CompiledProgram(self.text, limits: self.limits, report: &unread)
    }

    /// Runs it on the calling thread, which may take as long as `limits.running`, and for ever if it can't be stopped.
    func run(on input: QueryInput) -> Result<[[UInt8]], JSONQueryError> {
        guard !self.isDisabled else { return .failure(.disabled) }
        // Should none be idle, since one was lost, another is made here and now.
        let idle = self.state.withLock { $0.idle.popLast() }
        guard let compiled = idle ?? self.compiled() else { return .failure(.failed) }
        let (end, results) = compiled.run(on: input.bytes, limits: self.limits)
        if end.isUsableAfterwards {
            self.state.withLock { $0.idle.append(compiled) }
        } else {
            self.state.withLock { state in
                state.breaks += 1
                if end != .broken || state.breaks >= Self.allowedBreaks { state.isDisabled = true }
            }
        }
        switch end {
        case .done: return .success(results)
        case .failed, .broken: return .failure(.failed)
        case .tooLarge, .exhausted: return .failure(.tooLarge)
        case .overdue: return .failure(.timeout)
        }
    }
}
