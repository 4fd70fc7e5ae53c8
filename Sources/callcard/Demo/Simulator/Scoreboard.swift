import CallModel
import Glibc
import Waiting

/// One line of standard error about how the day goes. It never names a caller.
final class Scoreboard: Sendable {
    private struct State {
        var isShown = false
        var started = 0
        var live = 0
        var latest = ""
    }

    private let state = Lock(State())
    private let style = TerminalStyle(for: STDERR_FILENO)

    /// Shows the line from here on, or with `false` removes it.
    func show(_ isShown: Bool) {
        self.state.withLock { $0.isShown = isShown }
        if isShown { self.redraw() } else { Terminal.endProgress() }
    }

    /// Counts an event that was answered.
    func record(_ step: DayStep, of call: DayCall, isFirst: Bool, status: Int) {
        guard status == 202 else { return self.complain("\(step.type.rawValue) of a call was refused (\(status))") }
        self.state.withLock { state in
            state.started += isFirst ? 1 : 0
            state.live += isFirst ? 1 : step.type == .ended ? -1 : 0
            let user = step.user.map { " " + ($0.split(separator: "@").first.map(String.init) ?? $0) } ?? ""
            state.latest = "\(call.service) \(step.type.rawValue)\(user)" + (step.reason.map { " (\($0))" } ?? "")
        }
        self.redraw()
    }

    /// Prints an error that should not happen with a good script.
    func complain(_ message: String) {
        Terminal.endProgress()
        Terminal.error(message, patience: .zero)
    }

    /// `  calls 23 · live 3 · support accepted anna`
    private func redraw() {
        let line: String? = self.state.withLock { state in
            guard state.isShown else { return nil }
            let parts = [
                "calls \(self.style.title("\(state.started)"))", "live \(self.style.title("\(state.live)"))", state.latest,
            ]
            return "  " + parts.filter { !$0.isEmpty }.joined(separator: self.style.faint(" · "))
        }
        if let line { Terminal.progress(line) }
    }
}
