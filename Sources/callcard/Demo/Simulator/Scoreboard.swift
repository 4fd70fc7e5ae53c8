import CallModel
import Foundation
import Synchronization

/// Says on one line of standard error how the day goes. It never names a caller.
final class Scoreboard: Sendable {
    private struct State {
        var isShown = false
        var begun = 0
        var live = 0
        var news = ""
    }

    private let state = Mutex(State())
    private let ink = TerminalStyle(for: FileHandle.standardError.fileDescriptor)

    /// From here on the line is shown; `false` takes it away.
    func show(_ isShown: Bool) {
        self.state.withLock { $0.isShown = isShown }
        if isShown { self.redraw() } else { Terminal.endProgress() }
    }

    /// An event was answered.
    func note(_ step: DayStep, of call: DayCall, isFirst: Bool, status: Int) {
        guard status == 202 else { return self.complain("\(step.type.rawValue) of a call was refused (\(status))") }
        self.state.withLock { state in
            state.begun += isFirst ? 1 : 0
            state.live += isFirst ? 1 : step.type == .ended ? -1 : 0
            let who = step.user.map { " " + ($0.split(separator: "@").first.map(String.init) ?? $0) } ?? ""
            state.news = "\(call.service) \(step.type.rawValue)\(who)" + (step.reason.map { " (\($0))" } ?? "")
        }
        self.redraw()
    }

    /// What should not happen in a good script, once, on standard error.
    func complain(_ message: String) {
        Terminal.endProgress()
        Terminal.error(message)
    }

    /// `  calls 23 · live 3 · support accepted anna`
    private func redraw() {
        let line: String? = self.state.withLock { state in
            guard state.isShown else { return nil }
            let parts = ["calls \(self.ink.title("\(state.begun)"))", "live \(self.ink.title("\(state.live)"))", state.news]
            return "  " + parts.filter { !$0.isEmpty }.joined(separator: self.ink.faint(" · "))
        }
        if let line { Terminal.progress(line) }
    }
}
