package import CallModel

/// Queries in the jq language, run by libjq 1.6 on two threads of their own.
///
/// libjq is made for people at a terminal. Here programs come from manifests and documents from strangers, so:
///
/// 1. A document is read strictly first (``StrictJSON``), and numbers that would lose digits become texts. A result that holds a
///    number of 16 digits all the same, made by the program, fails.
/// 2. A program that reaches out of its document (environment, files, other input, clock, output) is refused when it is compiled.
/// 3. Messages of libjq, which repeat the data, are read for the kinds of values that they name (``QueryFault``), and dropped.
/// 4. A run has limits in time, memory and results. A program that exceeds its time or memory, or breaks libjq, is disabled.
/// 5. A thread that can't be stopped is left behind at the lowest priority, and another one takes its place.
///
/// Compiling takes some 40 ms a form and as many forms as there are workers, since libjq compiles its own library with each: do it
/// when configuration is loaded. It goes on on threads of its own, at the priority of the caller's thread, which waits; a program
/// that some query has already is not compiled again.
package struct JQCompiler: JSONQueryCompiler {
    /// The longest program, in bytes.
    package static let longestProgram = 16_384

    let pool: WorkerPool
    private let cache: CompiledFormCache

    /// - Parameters:
    ///   - time: For deadlines; how long a run occupies its thread is measured by the machine's own clock.
    ///   - limits: The time and memory that one run may take.
    ///   - workers: The number of runs that go on at once.
    package init(time: any TimeSource, limits: JQLimits = JQLimits(), workers: Int = 2) {
        let workers = max(1, workers)
        self.pool = WorkerPool(workers: workers, limits: limits, time: time)
        self.cache = CompiledFormCache(count: workers, limits: limits)
    }

    /// Compiles a program, or finds it compiled.
    ///
    /// - Parameter name: The program's name in messages.
    /// - Throws: `invalidProgram` with the reason; `disabled` where no thread is left to run it.
    package func compile(_ program: String, name: String) throws(JSONQueryError) -> any JSONQuery {
        guard self.pool.isUsable else { throw .disabled }
        let forms = try self.cache.forms(of: program, name: name)
        return JQQuery(program: JQProgram(forms, limits: self.pool.limits), pool: self.pool)
    }
}

/// A compiled program together with the threads that run it.
struct JQQuery: JSONQuery {
    let program: JQProgram
    let pool: WorkerPool

    func run(
        on document: [UInt8], variables: [String: [UInt8]], within deadline: Duration
    ) async throws(JSONQueryError) -> [[UInt8]] {
        guard !self.program.isDisabled, self.pool.isUsable else { throw .disabled }
        let input = try QueryInput(
            document: document, variables: variables, needed: self.program.variables, limits: self.pool.limits)
        return try await self.pool.run(self.program, on: input, within: deadline).get()
    }
}

/// The limits of one run of a query. The defaults are those of the product; tests take smaller ones.
package struct JQLimits: Hashable, Sendable {
    /// The time for which a run may occupy its thread before it is broken off and its program is disabled.
    package var running: Duration
    /// Memory that a run may hold at once, in bytes.
    package var memory: Int
    /// The greatest count of a run's results.
    package var results: Int
    /// The greatest size of a run's results together, in bytes of JSON.
    package var resultBytes: Int
    /// The deepest nesting of documents and results.
    package var depth: Int
    /// The greatest count of threads that can't be stopped; beyond it no query runs any more.
    package var abandonedThreads: Int

    /// - Parameter running: One second, unless a test can't wait for it.
    package init(
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
