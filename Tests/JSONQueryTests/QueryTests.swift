import CallModel
import JSONQuery
import Testing

extension JSONQuerySuite {
    @Suite("Queries on documents")
    struct QueryTests {
        private let compiler = JQCompiler()

        @Test(
            "Each result comes as JSON, in order",
            arguments: [
                (".", #" { "a" : [1, 2.50, "x"] } "#, [#"{"a":[1,2.5,"x"]}"#]),
                (".[]", "[null,true,{}]", ["null", "true", "{}"]),
                ("empty", "1", []),
                (
                    ".results[] | {id, name: .properties.firstname}",
                    #"{"results":[{"id":"7","properties":{"firstname":"Ada"}}]}"#, [#"{"id":"7","name":"Ada"}"#]
                ),
                ("[.[] | select(test(\"^a\"))]", #"["ab","b","aé😀"]"#, [#"["ab","aé😀"]"#]),
                ("@uri, @text, @base64", #""a b""#, [#""a%20b""#, #""a b""#, #""YSBi""#]),
                (".a // \"none\"", "{}", [#""none""#]),
                ("todate", "0", [#""1970-01-01T00:00:00Z""#]),
                (#""\(.a)-\(.b)""#, #"{"a":1,"b":"x"}"#, [#""1-x""#]),
                (".\n# a comment with env in it\n| .a", #"{"a":1}"#, ["1"]),
                ("tojson", #""\u0000\u001f\"\\""#, [#""\"\\u0000\\u001f\\\"\\\\\"""#]),
            ])
        func results(program: String, document: String, results: [String]) async throws {
            #expect(try await self.compiler.compile(program, name: "caller").results(on: document) == results)
        }

        @Test("Values of variables come from each run")
        func variables() async throws {
            let query = try self.compiler.compile(#"{name: .name, $number, list: [$list[] | . as $x | $x + 1]}"#, name: "caller")
            let first = try await query.results(
                on: #"{"name":"Ada"}"#, variables: ["number": #""+493023125123""#, "list": "[1,2]", "unused": "}"])
            #expect(first == [#"{"name":"Ada","number":"+493023125123","list":[2,3]}"#])
            #expect(
                try await query.results(on: "{}", variables: ["number": "1", "list": "[]"]) == [
                    #"{"name":null,"number":1,"list":[]}"#
                ])
        }

        @Test("A variable that is missing, or no JSON, fails the run")
        func badVariables() async throws {
            let query = try self.compiler.compile("$number", name: "caller")
            #expect(await query.error(on: "1")?.isFailed == true)
            #expect(await query.error(on: "1", variables: ["Number": "1"])?.isFailed == true)
            #expect(await query.error(on: "1", variables: ["number": "+493023125123"])?.isFailed == true)
            #expect(await query.error(on: "1", variables: ["number": #""a","b""#])?.isFailed == true)
            #expect(await query.error(on: "1", variables: ["number": ""])?.isFailed == true)
        }

        @Test("A variable that the program binds is not asked for, also when the name comes from outside elsewhere")
        func boundVariables() async throws {
            let query = try self.compiler.compile("(1 as $x | $x), $x, (def f($x): $x; f(3))", name: "caller")
            #expect(try await query.results(on: "null", variables: ["x": "2"]) == ["1", "2", "3"])
            let bound = try self.compiler.compile(". as [$a, {b: $c}] | [$a, $c]", name: "caller")
            #expect(try await bound.results(on: #"[1,{"b":2}]"#) == ["[1,2]"])
        }

        @Test(
            "An error of the program fails the run and drops the results before it",
            arguments: [
                ("1, 2, error(\"x\")", "null"), (".a", "[]"), (".[0]", "{}"), ("error", "{}"), ("error(null | tojson)", "1"),
                ("tonumber", #""x""#), ("fromjson", #""{""#), ("break", "1"),
                ("nan", "1"), ("tonumber", #""9007199254740993""#), ("fromjson", #""[9007199254740993]""#),
                (". * 10", "-100000000000000"), ("[1, {a: infinite}]", "1"), ("fromjson", #""NaN""#),
                ("reduce range(65) as $i (1; [.])", "1"),
            ])
        func failures(program: String, document: String) async {
            guard let query = try? self.compiler.compile(program, name: "caller") else {
                #expect(program == "break")
                return
            }
            #expect(await query.error(on: document)?.isFailed == true)
            #expect(await query.error(on: document)?.isFailed == true, "a failure is no reason to disable a program")
        }

        @Test("Results have limits in number and size")
        func limits() async throws {
            let compiler = JQCompiler(JQLimits(results: 3, resultBytes: 20))
            let count = try compiler.compile("range(.)", name: "caller")
            #expect(try await count.results(on: "3") == ["0", "1", "2"])
            #expect(await count.error(on: "4") == .tooLarge)
            #expect(try await count.results(on: "0") == [])
            let size = try compiler.compile(".[]", name: "caller")
            #expect(try await size.results(on: #"["123456789012345678"]"#).count == 1)
            #expect(await size.error(on: #"["1234567890123456789"]"#) == .tooLarge)
            #expect(await size.error(on: #"["12345678","12345678","1"]"#) == .tooLarge)
            // Small in memory, 2^40 values when written.
            let folded = try compiler.compile("reduce range(40) as $i (1; [., .])", name: "caller")
            #expect(await folded.error(on: "1") == .tooLarge)
            #expect(await folded.error(on: "1") == .tooLarge)
        }

        @Test("Many at once, each with its own answer")
        func manyAtOnce() async throws {
            let query = try self.compiler.compile("{$n, double: (.n * 2), text: (.text | ascii_upcase)}", name: "caller")
            try await withThrowingTaskGroup { group in
                for task in 0..<16 {
                    group.addTask {
                        for number in 0..<100 {
                            let document = #"{"n":\#(number),"text":"task \#(task)"}"#
                            let results = try await query.results(on: document, variables: ["n": "\(task)"])
                            #expect(results == [#"{"n":\#(task),"double":\#(number * 2),"text":"TASK \#(task)"}"#])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
