import CallModel
@testable import JSONQuery
import Testing

extension JSONQuerySuite {
    @Suite("Programs that are refused")
    struct ForbiddenProgramsTests {
        @Test(
            "Whatever reaches out of the document",
            arguments: [
                "env", "$ENV", "$ENV.HOME", "env.HOME", "input", "inputs", "[inputs]", "debug", "stderr", "input_filename",
                "input_line_number", "import \"a\" as a; .",
                "include \"a\"; .", "module {}; .", "modulemeta", "get_search_list", "get_prog_origin", "get_jq_origin", "now",
                "localtime", "strflocaltime(\"%c\")", "halt", "halt_error", "halt_error(1)",
                "$__prog_args", "import \"a\" as $a; .",
            ])
        func reachingOut(program: String) throws {
            let reason = try #require(refusal(of: program))
            #expect(reason.hasPrefix("caller, line 1: "))
            #expect(reason.contains(" is not allowed: "))
        }

        @Test(
            "Wherever it stands",
            arguments: [
                ".a | env", "[env]", "(env)", "{a: env}", "{(env): 1}", "{\"a\": 1, b: env}", "{a: 1, \"b\": [1, env]}",
                #""\(env)""#, #""a\("b\(env)")""#, #"@text "\(env)""#, #"{"\(env)": 1}"#, "{$ENV}",
                "$ ENV", "$\n# c\nENV", "def f: env; f", "def f(g): g; f(env)", "if env then 1 else 2 end",
                "reduce env as $x (0; 1)", "try env catch .", ".a[env]", ".[env:]", "1env", "1.env", ".5env", "1e5env",
                "..env", "-env", "env?", "label $a | env", ". as {a: $x, (env): $y} | 1", ". as {(env): $x} | 1", "# c\nenv",
                "\"\\\"\" | env", "\"#\" | env", "\"\\\\\" | env", ". as $x|env", ".a.b|.c,env",
                "{a: (1, 2), b: env}", "{a: {b: 1}, c: env}", "[{a: 1}, env]", "{a: 1} | env", "{\"a\", b: env}", "a::env",
                "\"\\(1)\\(env)\"", ".\"a\" | env", ".[\"a\"] | env", "def env: 1; env", "foreach .[] as $x (0; env)",
            ])
        func anywhere(program: String) {
            #expect(
                refusal(of: program)?.contains("ENV is not allowed") == true
                    || refusal(of: program)?.contains("env is not allowed") == true)
        }

        @Test(
            "Words that only look alike are fine",
            arguments: [
                ".env", ".env.input", "{env: 1}", "{env}", "{a: 1, env: 2}", "{now, input}", "\"env\"", ".\"env\"", ".[\"env\"]",
                "# env\n.", ". as {env: $x} | $x", ". as $env | $env", ".input?", "\"$ENV\"",
                "@text \"env \\(1) now\"", "{a: {input: 1}, debug: 2}", ".environment", "{\"now\": .now}",
                ". as {a: {env: $x}, now: [$y]} | 1", "def environment: 1; environment", ".a | .halt", "label $env | break $env",
                "\"\\\" env \\\\\"", "{if: 1, import: 2}", "1e5", ".[1:2]", ".. | .env?", "mktime? // gmtime? // 1", "@base64d?",
                "{\"a\": 1} | .a",
            ])
        func lookAlikes(program: String) {
            #expect(refusal(of: program) == nil)
        }

        @Test(
            "A reason names the line and the word, in words of ours",
            arguments: [
                (".a |\n  env.HOME", "caller, line 2: env is not allowed: it reads the environment"),
                ("\"a\nb\"\n| now", "caller, line 3: now is not allowed: a query must give the same today and tomorrow"),
                (".a\n| nope(1; 2)", "caller, line 2: there is no function nope/2"), ("{a", "caller, line 1: syntax error"),
                ("", "caller, line 1: syntax error"), ("# nothing", "caller, line 1: syntax error"),
                (".\n\n| )", "caller, line 3: syntax error"), ("$x | nope", "caller, line 1: there is no function nope/0"),
                (
                    ".id == 9007199254740993",
                    "caller, line 1: 9007199254740993 is more than a number can hold; longer ids are texts here"
                ),
                ("def f: 1;", "caller, line 1: syntax error"), ("1\u{0}", "caller, it holds a zero byte"),
                (") | (.", "caller, line 1: syntax error"), ("break $x", "caller, line 1: it does not compile"),
            ])
        func reasons(program: String, reason: String) {
            #expect(refusal(of: program) == reason)
        }

        @Test("Too long, too deep")
        func size() {
            #expect(refusal(of: String(repeating: " ", count: JQCompiler.longestProgram - 1) + ".") == nil)
            #expect(
                refusal(of: String(repeating: " ", count: JQCompiler.longestProgram) + ".") == "caller, longer than 16384 bytes")
            #expect(refusal(of: String(repeating: "[", count: 100) + String(repeating: "]", count: 100)) == nil)
            #expect(
                refusal(of: String(repeating: "[", count: 101) + String(repeating: "]", count: 101))
                    == "caller, nested deeper than 100 brackets")
            #expect(refusal(of: String(repeating: "(", count: 10_000)) == "caller, nested deeper than 100 brackets")
        }

        @Test(
            "Should a name get past the lexer, it finds nothing behind it",
            arguments: [
                "env", "$ENV", "input", "[inputs]", "debug", "stderr", "input_filename", "now", "localtime", "halt", "halt_error",
                "halt_error(1)", "get_search_list", "modulemeta", "$__prog_args",
            ])
        func secondWall(program: String) throws {
            var report = CompileReport()
            let limits = JQLimits()
            let compiled = try #require(CompiledProgram(ForbiddenNames.shadows + program, limits: limits, report: &report))
            let (end, results, _) = compiled.run(on: Array("\"a\"".utf8), limits: limits)
            #expect(end == .failed || results == [Array("null".utf8)])
        }

        @Test("Every call that libjq sees in a program made at random, the lexer sees too", arguments: 0..<4 as Range<UInt64>)
        func lexerAgreesWithLibjq(seed: UInt64) {
            var maker = ProgramMaker(seed: seed)
            var seen = 0
            for _ in 0..<12 {
                let program = maker.program()
                var report = CompileReport()
                _ = CompiledProgram(program, limits: JQLimits(), report: &report)
                guard report.fault?.contains("no function forbidden/0") == true || report.unboundVariables.contains("forbidden")
                else { continue }
                seen += 1
                let tokens = JQLexer(program).tokens
                #expect(tokens.contains { $0.text == "forbidden" && ($0.kind == .name || $0.kind == .variable) }, "\(program)")
            }
            #expect(seen > 0)
        }
    }
}
