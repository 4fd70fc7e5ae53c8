public import CallModel

/// Queries in the jq language, run by libjq 1.6 on two threads of their own.
///
/// libjq is made for people at a terminal. Here programs come from manifests and documents from strangers, so:
///
/// 1. A document is read strictly first (``StrictJSON``), and numbers that would lose digits become texts. A result that holds a
///    number of 16 digits all the same, made by the program, fails.
/// 2. A program that reaches out of its document (environment, files, other input, clock, output) is refused when it is compiled.
/// 3. Messages of libjq, which repeat the data, are dropped.
/// 4. A run has limits in time, memory and results. A program that exceeds its time or memory, or breaks libjq, is disabled.
/// 5. A thread that can't be stopped is left behind at the lowest priority, and another one takes its place.
///
/// Compiling takes some 40 ms a form and as many forms as there are workers, since libjq compiles its own library with each: do it
/// when configuration is loaded. It goes on on threads of its own, at the priority of the caller's thread, which waits; a program
/// that some query has already is not compiled again.
public struct JQCompiler: JSONQueryCompiler {
    /// The longest program, in bytes.
    public static let longestProgram = 16_384

    let pool: WorkerPool
    private let shelf: FormShelf

    /// - Parameters:
    ///   - time: For deadlines; how long a run occupies its thread is measured by the machine's own clock.
    ///   - limits: What one run may take.
    ///   - workers: How many runs go on at once.
    public init(time: any TimeSource, limits: JQLimits = JQLimits(), workers: Int = 2) {
        let workers = max(1, workers)
        self.pool = WorkerPool(workers: workers, limits: limits, time: time)
        self.shelf = FormShelf(count: workers, limits: limits)
    }

    public func compile(_ program: String, name: String) throws(JSONQueryError) -> any JSONQuery {
        guard self.pool.isUsable else { throw .disabled }
        let forms = try self.shelf.forms(of: program, name: name)
        return JQQuery(program: JQProgram(forms, limits: self.pool.limits), pool: self.pool)
    }
}
