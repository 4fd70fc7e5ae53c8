import CallModel
import Sessions

/// What tests compare of an entry.
struct EntrySummary: Equatable, CustomStringConvertible {
    var state: InteractionState
    var outcome: CallOutcome?
    var timer: CallTimer
    var isOpen: Bool

    init(_ state: InteractionState, _ timer: CallTimer) {
        self.init(state, nil, timer)
    }

    init(_ state: InteractionState, _ outcome: CallOutcome?, _ timer: CallTimer, open isOpen: Bool = false) {
        self.state = state
        self.outcome = outcome
        self.timer = timer
        self.isOpen = isOpen
    }

    var description: String {
        "\(self.state) \(self.outcome.map(\.rawValue) ?? "undecided") \(self.timer)\(self.isOpen ? " open" : "")"
    }
}

extension CallSession {
    func summary(of user: String) -> EntrySummary? {
        self.interaction(of: user).map { EntrySummary($0.state, $0.outcome, $0.timer, open: $0.isOpen) }
    }

    func timers(of user: String) -> CallTimers? { self.interaction(of: user)?.timers }
}

extension TimerSpan {
    /// Seconds after the start of all tests.
    static func from(_ start: Int, to end: Int? = nil) -> TimerSpan {
        TimerSpan(startedAt: .at(start), endedAt: end.map { .at($0) })
    }
}
