internal import CallModel

/// How short memory is, by what is used of what there may be: a pure state machine, which is told once a second.
///
/// Above the mark caches are halved, and again with each further second above it. Once it has been well below for a while they are
/// doubled again, one step at a time.
struct MemoryPressure: Hashable, Sendable {
    /// The part in use above which memory is short: there is still time before the kernel ends the process.
    static let high = 0.85
    /// The part in use below which it is not.
    static let low = 0.70
    /// The time below it before anything is taken back.
    static let patience = Duration.seconds(10)

    /// How often caches are halved at the moment; 0 where memory is not short.
    private(set) var halvings = 0
    private var lowSince: MonotonicTime?

    /// Whether memory is short.
    var isShort: Bool { self.halvings > 0 }

    /// Takes in what is used now.
    ///
    /// - Returns: Whether something is to change.
    mutating func observe(used: Int, of limit: Int, at now: MonotonicTime) -> Bool {
        let part = Double(used) / Double(max(1, limit))
        if part > Self.high {
            self.lowSince = nil
            guard self.halvings < MemoryBudget.mostHalvings else { return false }
            self.halvings += 1
            return true
        }
        guard part < Self.low, self.isShort else {
            self.lowSince = nil
            return false
        }
        let since = self.lowSince ?? now
        self.lowSince = since
        guard now - since >= Self.patience else { return false }
        self.halvings -= 1
        self.lowSince = now
        return true
    }
}
