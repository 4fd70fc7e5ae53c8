/// Collects all problems of a reading, so that a person can mend them in one go.
///
/// Not `Sendable`: a reading belongs to one task.
public final class YAMLProblems {
    private var found: Set<YAMLProblem> = []

    public init() {}

    /// All problems so far, by file and line.
    public var all: [YAMLProblem] { self.found.sorted() }

    public var isEmpty: Bool { self.found.isEmpty }

    public func add(_ problem: YAMLProblem) {
        self.found.insert(problem)
    }
}
