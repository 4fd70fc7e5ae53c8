import CallModel
import TestSupport
import Testing

@testable import JSONQuery

extension JSONQuerySuite {
    @Suite("Programs that are compiled and run at once", .timeLimit(.minutes(5)))
    struct JQCompilerConcurrencyTests {
        @Test("Many at once get what they asked for")
        func manyAtOnce() async throws {
            let compiler = JQCompiler()
            try await withThrowingTaskGroup { group in
                for number in 0..<12 {
                    group.addTask {
                        let query = try compiler.compile(". + \(number % 4)", name: "caller")
                        #expect(try await query.results(on: "1") == ["\(1 + number % 4)"])
                    }
                }
                try await group.waitForAll()
            }
        }

        @Test("Each run has its own results, whoever gives up; all forms are back in the end and all threads stay")
        func ownResults() async throws {
            let compiler = JQCompiler(workers: 3)
            let query = try #require(try compiler.compile(".a + .b", name: "caller") as? JQQuery)
            let answered = try await race(steps: 60) { racer -> Int in
                let (left, right, isCancelled) = (racer.below(1_000), racer.below(1_000), racer.below(4) == 0)
                let run = Task { try await query.results(on: #"{"a": \#(left), "b": \#(right)}"#) }
                if isCancelled { run.cancel() }
                do {
                    let results = try await run.value
                    #expect(results == ["\(left + right)"])
                    return 1
                } catch {
                    #expect(isCancelled && error as? JSONQueryError == .timeout)
                    return 0
                }
            }
            #expect(answered.contains(1))
            // Runs whose callers gave up may still be on their threads.
            while query.program.forms.idleCount < 3 { await Task.yield() }
            #expect(query.program.forms.idleCount == 3 && !query.program.isDisabled)
            #expect(compiler.pool.isUsable && compiler.pool.abandonedThreads == 0)
        }
    }
}
