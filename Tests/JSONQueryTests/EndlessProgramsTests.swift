import CallModel
@testable import JSONQuery
import TestSupport
import Testing

extension JSONQuerySuite {
    @Suite("Programs that do not end", .timeLimit(.minutes(5)))
    struct EndlessProgramsTests {
        private static let quick = JQLimits(running: .milliseconds(200))
        private static let long = "last(range(1e12))"

        @Test(
            "Programs that work on values are broken off from inside, without giving up a thread",
            arguments: [
                Self.long, "[range(1e12)] | length", "[1, 2] | del(.[\"nan\" | tonumber])", "last(repeat(.))", "until(false; .)",
                "def f: ., f; last(f)", "[limit(1e12; repeat(1))]", "reduce range(1e12) as $i (0; . + 1)", "last(recurse(.))",
                "def f: f; f", "[range(3e5)] | sort_by(-.) | map(tostring) | add | until(false; explode | implode)",
            ])
        func brokenOff(program: String) async throws {
            let limits = JQLimits(running: .milliseconds(100), memory: 1 << 30, abandonedThreads: 0)
            let compiler = JQCompiler(limits, workers: 1)
            let endless = try compiler.compile(program, name: "caller")
            #expect(await endless.error(on: "{}") == .timeout)
            #expect(await endless.error(on: "{}") == .disabled)
            #expect(try await compiler.compile(".a", name: "caller").results(on: #"{"a":1}"#) == ["1"])
        }

        @Test("The caller is answered at its deadline, though the program goes on")
        func deadline() async throws {
            let compiler = JQCompiler(JQLimits(running: .seconds(2)), workers: 1)
            let endless = try compiler.compile(Self.long, name: "caller")
            let start = ContinuousClock.now
            #expect(await endless.error(on: "{}", within: .milliseconds(60)) == .timeout)
            #expect(ContinuousClock.now - start >= .milliseconds(60))
            #expect((endless as? JQQuery)?.program.isDisabled == false, "the answer came before the program was broken off")
        }

        @Test("Another program goes on at the same time on the other thread")
        func besides() async throws {
            let compiler = JQCompiler(JQLimits(running: .milliseconds(400)))
            let endless = try compiler.compile(Self.long, name: "caller")
            let other = try compiler.compile(".a", name: "caller")
            async let end = endless.error(on: "{}")
            for number in 0..<200 { #expect(try await other.results(on: "{\"a\":\(number)}") == ["\(number)"]) }
            #expect(await end == .timeout)
            #expect(try await other.results(on: #"{"a":1}"#) == ["1"])
        }

        @Test("A run that waits for a thread is answered at its deadline too")
        func waiting() async throws {
            let compiler = JQCompiler(JQLimits(running: .seconds(2)), workers: 1)
            let endless = try compiler.compile(Self.long, name: "caller")
            let other = try compiler.compile(".a", name: "caller")
            #expect(await endless.error(on: "{}", within: .milliseconds(20)) == .timeout)
            #expect(await other.error(on: "{}", within: .milliseconds(50)) == .timeout)
            #expect(try await other.results(on: #"{"a":1}"#) == ["1"], "the thread comes back after two seconds")
        }

        @Test("Nothing is run without time to wait for it", arguments: [Duration.zero, .seconds(-1)])
        func noTime(deadline: Duration) async throws {
            let query = try JQCompiler(workers: 1).compile(".", name: "caller")
            #expect(await query.error(on: "{}", within: deadline) == .timeout)
        }

        @Test("A cancelled caller is answered at once")
        func cancelled() async throws {
            let compiler = JQCompiler(JQLimits(running: .seconds(2)), workers: 1)
            let endless = try compiler.compile(Self.long, name: "caller")
            let task = Task { await endless.error(on: "{}") }
            try await Task.sleep(for: .milliseconds(30))
            task.cancel()
            #expect(await task.value == .timeout)
            #expect((endless as? JQQuery)?.program.isDisabled == false, "the answer came before the program was broken off")
        }

        @Test("Callers that are cancelled at any moment get exactly one answer")
        func cancelledAtAnyMoment() async throws {
            let query = try JQCompiler().compile("[range(50)] | length", name: "caller")
            await withTaskGroup { group in
                for number in 0..<300 {
                    group.addTask {
                        let task = Task { await query.error(on: "null") }
                        for _ in 0..<(number % 7) { await Task.yield() }
                        task.cancel()
                        let error = await task.value
                        #expect(error == nil || error == .timeout)
                    }
                }
            }
            #expect(try await query.results(on: "null") == ["50"])
        }

        @Test("Deadlines go by the clock that was handed in")
        func injectedClock() async throws {
            let time = ManualTime()
            let compiler = JQCompiler(time: time, limits: JQLimits(running: .seconds(2)), workers: 1)
            let endless = try compiler.compile(Self.long, name: "caller")
            let task = Task { await endless.error(on: "{}", within: .milliseconds(500)) }
            await time.waitForSleepers(1)
            time.advance(by: .milliseconds(500))
            #expect(await task.value == .timeout)
            #expect((endless as? JQQuery)?.program.isDisabled == false, "the answer came before the program was broken off")
        }

        /// Runs a program, and lets time pass until its thread is given up, well before it would be broken off.
        private func giveUpThread(_ compiler: JQCompiler, _ time: ManualTime) async throws {
            let endless = try compiler.compile(Self.long, name: "caller")
            let task = Task { await endless.error(on: "{}", within: .seconds(3_600)) }
            while (endless as? JQQuery)?.program.isDisabled == false {
                time.advance(by: .milliseconds(20))
                await Task.yield()
            }
            #expect(await task.value == .timeout)
            #expect(await endless.error(on: "{}") == .disabled)
        }

        @Test("A thread that can't be stopped is given up, and another takes its place")
        func givenUp() async throws {
            let time = ManualTime()
            let compiler = JQCompiler(time: time, limits: JQLimits(running: .seconds(1)), workers: 1)
            let other = try compiler.compile(".a", name: "caller")
            try await self.giveUpThread(compiler, time)
            #expect(try await other.results(on: #"{"a":1}"#) == ["1"])
        }

        @Test("Too many threads given up: nothing runs any more")
        func tooManyGivenUp() async throws {
            let time = ManualTime()
            let limits = JQLimits(running: .seconds(1), abandonedThreads: 1)
            let compiler = JQCompiler(time: time, limits: limits, workers: 1)
            let other = try compiler.compile(".", name: "caller")
            try await self.giveUpThread(compiler, time)
            try await self.giveUpThread(compiler, time)
            #expect(await other.error(on: "{}") == .disabled)
            #expect(throws: JSONQueryError.disabled) { try compiler.compile(".", name: "caller") }
        }

        @Test("A thread that was given up and ended after all does not count")
        func endedAfterAll() async throws {
            let time = ManualTime()
            let limits = JQLimits(running: .milliseconds(100), abandonedThreads: 1)
            let compiler = JQCompiler(time: time, limits: limits, workers: 1)
            let other = try compiler.compile(".", name: "caller")
            for _ in 0..<3 {
                try await self.giveUpThread(compiler, time)
                while compiler.pool.abandonedThreads > 0 { try await Task.sleep(for: .milliseconds(10)) }
            }
            #expect(try await other.results(on: "1") == ["1"])
        }

        @Test(
            "Memory has a limit; a program that exceeds it is disabled",
            arguments: [
                "[range(1e9)] | length", "def f: 1 + f; f", "reduce range(1e9) as $i (null; [.])",
                "reduce range(40) as $i (\"x\"; . + .) | length", "[] | .[1000000000] = 1", "[limit(1e9; repeat(\"x\"))]",
            ])
        func memory(program: String) async throws {
            let compiler = JQCompiler(JQLimits(running: .seconds(20), memory: 16 << 20), workers: 1)
            let query = try compiler.compile(program, name: "caller")
            #expect(await query.error(on: "null", within: .seconds(30)) == .tooLarge)
            #expect(await query.error(on: "null") == .disabled)
            #expect(try await compiler.compile(".", name: "caller").results(on: "1") == ["1"])
        }

        @Test("A value nested as deep as memory allows is freed without running out of stack")
        func deepValue() async throws {
            let query = try JQCompiler(JQLimits(running: .seconds(20)), workers: 1).compile(
                "reduce range(.) as $i (null; [.]) | length", name: "caller")
            #expect(try await query.results(on: "800000") == ["1"])
        }
    }
}
