import CallModel
@testable import JSONQuery
import Testing

extension JSONQuerySuite {
    @Suite("Compiling", .timeLimit(.minutes(5)))
    struct CompilingTests {
        @Test("Compiling does not wait for workers that are occupied")
        func besidesEndlessRuns() async throws {
            let compiler = JQCompiler(JQLimits(running: .seconds(15)), workers: 2)
            let endless = try compiler.compile("last(range(1e12))", name: "caller")
            for _ in 0..<2 { #expect(await endless.error(on: "{}", within: .milliseconds(20)) == .timeout) }
            let start = ContinuousClock.now
            _ = try compiler.compile(".a", name: "caller")
            #expect(ContinuousClock.now - start < .seconds(10))
        }

        @Test("All forms are there when a query is: no run of it compiles", arguments: [".a", "$settings.a"])
        func formsForAllWorkers(program: String) throws {
            let query = try #require(try JQCompiler(workers: 3).compile(program, name: "caller") as? JQQuery)
            #expect(query.program.forms.idleCount == 3)
        }

        @Test("A program in use is not compiled again, under whatever name")
        func shared() throws {
            let compiler = JQCompiler()
            let first = try #require(try compiler.compile(".a | $x", name: "caller") as? JQQuery)
            let second = try #require(try compiler.compile(".a | $x", name: "numbers") as? JQQuery)
            let other = try #require(try compiler.compile(".a | $y", name: "caller") as? JQQuery)
            #expect(first.program.forms === second.program.forms && first.program.forms !== other.program.forms)
        }

        @Test("A program that nobody uses any more is forgotten")
        func forgotten() throws {
            let compiler = JQCompiler()
            weak let forms = (try compiler.compile(".a", name: "caller") as? JQQuery)?.program.forms
            #expect(forms == nil)
        }

        @Test("A disabled program is compiled anew: a configuration loaded again gives it another chance")
        func anotherChance() async throws {
            let compiler = JQCompiler(JQLimits(running: .milliseconds(100)))
            let program = ". as $n | last(range($n))"
            let query = try compiler.compile(program, name: "caller")
            let twin = try compiler.compile(program, name: "caller")
            #expect(await query.error(on: "1e12") == .timeout)
            #expect(await query.error(on: "5") == .disabled)
            #expect(try await twin.results(on: "5") == ["4"], "another connector's query goes on")
            #expect(try await compiler.compile(program, name: "caller").results(on: "5") == ["4"])
        }
    }
}
