import CallModel

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
