import CallModel
import Waiting

/// A program that was compiled, and whether it may still be run.
final class JQProgram: Sendable {
    /// Breaking libjq this often disables a program: each time the memory of one compiled form is lost.
    static let allowedBreaks = 3

    private struct State {
        var breaks = 0
        var isDisabled = false
    }

    let forms: CompiledForms
    private let limits: JQLimits
    private let state = Lock(State())

    init(_ forms: CompiledForms, limits: JQLimits) {
        self.forms = forms
        self.limits = limits
    }

    /// The variables that it takes from outside, in the order of the input's elements.
    var variables: [String] { self.forms.variables }

    /// Whether it is never run again.
    var isDisabled: Bool { self.state.withLock { $0.isDisabled } }

    /// Disables the program: it is never run again.
    func disable() {
        self.forms.spoil()
        self.state.withLock { $0.isDisabled = true }
    }

    /// Runs it on the calling thread, which may take as long as `limits.running`, and for ever if it can't be stopped.
    func run(on input: QueryInput) -> Result<[[UInt8]], JSONQueryError> {
        guard !self.isDisabled else { return .failure(.disabled) }
        guard let form = self.forms.claim() else { return .failure(.failed(.unknown)) }
        let (end, results, fault) = form.run(on: input.bytes, limits: self.limits, text: self.forms.program)
        if end.isUsableAfterwards { self.forms.giveBack(form) } else { self.countLoss(by: end) }
        switch end {
        case .done: return .success(results)
        case .failed: return .failure(.failed(fault))
        case .broken: return .failure(.failed(.unknown))
        case .tooLarge, .exhausted: return .failure(.tooLarge)
        case .overdue: return .failure(.timeout)
        }
    }

    private func countLoss(by end: CompiledProgram.End) {
        self.forms.spoil()
        self.state.withLock { state in
            state.breaks += 1
            if end != .broken || state.breaks >= Self.allowedBreaks { state.isDisabled = true }
        }
    }
}
