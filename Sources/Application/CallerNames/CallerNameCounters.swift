internal import Metrics

/// Counts the answers to switches: these show no errors, so that this is where an operator sees them.
package struct CallerNameCounters: Sendable {
    private let named = Self.counter("name")
    private let none: [CallerNameAnswer.Reason: Counter]

    /// Counters that begin at zero.
    package init() {
        self.none = .init(uniqueKeysWithValues: CallerNameAnswer.Reason.allCases.map { ($0, Self.counter($0.rawValue)) })
    }

    /// Counts an answer under its reason, or as a name.
    package func count(_ answer: CallerNameAnswer) {
        switch answer {
        case .name: self.named.increment()
        case .none(let reason): self.none[reason]?.increment()
        }
    }

    private static func counter(_ result: String) -> Counter {
        Counter(label: "callcard_caller_names_total", dimensions: [("result", result)])
    }
}
