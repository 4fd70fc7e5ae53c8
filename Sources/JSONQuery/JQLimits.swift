/// What one run of a query may take. The defaults are those of the product; tests take smaller ones.
public struct JQLimits: Hashable, Sendable {
    /// How long a run may occupy its thread before it is broken off and its program is disabled.
    public var running: Duration
    /// Memory that a run may hold at once, in bytes.
    public var memory: Int
    /// How many results a run may give.
    public var results: Int
    /// How large all results of a run may be together, in bytes of JSON.
    public var resultBytes: Int
    /// How deep documents and results may be nested.
    public var depth: Int
    /// How many threads that can't be stopped are put up with; beyond it no query runs any more.
    public var abandonedThreads: Int

    /// - Parameter running: One second, unless a test can't wait for it.
    public init(
        running: Duration = .seconds(1), memory: Int = 128 << 20, results: Int = 1_000, resultBytes: Int = 4 << 20,
        depth: Int = 64, abandonedThreads: Int = 4
    ) {
        self.running = running
        self.memory = memory
        self.results = results
        self.resultBytes = resultBytes
        self.depth = depth
        self.abandonedThreads = abandonedThreads
    }
}
