internal import CallModel

/// What came of asking one connector once.
struct ConnectorAnswer: Sendable {
    let outcome: Outcome
    var findings: [Finding] = []
    /// From the question to the answer; zero for one that was kept.
    var elapsed: Duration = .zero
    var isCached = false
    /// Past its fresh life; asked for anew behind.
    var isStale = false
    /// When a kept answer is to be asked for anew, and when it ends; `nil` for one that is not kept.
    var freshUntil: MonotonicTime?
    var keptUntil: MonotonicTime?

    static let skipped = ConnectorAnswer(outcome: .skipped)
}
