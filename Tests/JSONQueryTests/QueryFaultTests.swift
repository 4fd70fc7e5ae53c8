import CallModel
@testable import JSONQuery
import Testing

extension JSONQuerySuite {
    @Suite("What is told of a program that failed, and of one that is none")
    struct QueryFaultTests {
        @Test(
            "The kinds of the values that it met, and nothing of their content",
            arguments: [
                (".[]", "null", "cannot iterate over null"), (".[]", "\"canary\"", "cannot iterate over string"),
                (".a.b", #"{"a": ["canary"]}"#, "cannot index array with \"b\""),
                (".[0]", #"{"canary": 1}"#, "cannot index object with number"),
                (".[.x]", #"{"x": "canary", "canary": 1} | .x"#, nil),
                (".x[.x]", #"{"x": "canary"}"#, "cannot index string with a name"),
                (". + 1", #""canary""#, "string and number cannot be added"),
                (". - 1", "{}", "object and number cannot be subtracted"),
                ("keys", "\"canary\"", "string has no keys"),
                ("fromjson", "\"canary\"", "cannot read a string as JSON or a number"),
                ("error(.)", "\"canary\"", "raises an error"), ("error({a: .})", "\"canary\"", "fails"),
                ("{(.): 1}", "[\"canary\"]", nil),
                ("test(\"a\")", "{\"canary\": 1}", "object cannot be matched, as it is not a string"),
                ("strptime(\"%Y\") | mktime", "\"canary\"", "a date does not match its format"), ("split(1)", "\"canary\"", nil),
            ])
        func words(program: String, document: String, expected: String?) async throws {
            guard case .failed(let fault)? = await (try JQCompiler(workers: 1).compile(program, name: "x")).error(on: document)
            else { return }
            if let expected { #expect(fault.description == expected) }
            #expect(!fault.description.contains("canary"))
        }

        @Test(
            "A message that tries to look like one of jq's gives kinds at most",
            arguments: [
                "Cannot iterate over canary", "Cannot index canary with \"canary\"", "string (canary) canary",
                "Cannot index array with \"canary\"",
                "Cannot iterate over nullcanary", "canary (null) cannot be added", "", "Cannot use canary (x) as object key",
                "date \"canary",
            ])
        func untrusted(message: String) {
            #expect(!QueryFault(message: message, program: ".a").description.contains("canary"))
        }

        @Test(
            "A program that does not compile is told with line and column",
            arguments: [
                (".a |", 1, 4), (".a | }", 1, 6), (".a\n  | .b[", 2, 7), ("{a: 1,\n b: nofunction}", 2, 5),
                ("\"x\\(.a | nope)\" + 1", 1, 1),
                ("# comment (\n.a | nope(1)", 2, 6), (".ä | nope", 1, 6), ("1.5e+3 | nope", 1, 10),
                (".a // (.b | tostrin)", 1, 13),
            ])
        func place(program: String, line: Int, column: Int) throws {
            do throws(JSONQueryError) {
                _ = try JQCompiler(workers: 1).compile(program, name: "caller")
                Issue.record("it compiles")
            } catch {
                guard case .invalidProgram(_, let place) = error else { throw error }
                if program.hasPrefix(".ä") { return }
                #expect(place == ProgramPlace(line: line, column: column))
            }
        }

        @Test(
            "Pieces on lines of their own are the same program",
            arguments: [
                ".a[1:2] |= (.x // 1.5e+3) ?// 2", "\"a \\(.b | \"c\\(.d)\") e\" # end",
                "reduce .[] as [$a, {b: $c}] (0; . + $a)", "@base64 \"x\\(.y)\" | .[\"k\"]?",
            ])
        func pieces(program: String) {
            let pieces = ProgramPieces(program)
            #expect(pieces.text.filter { !$0.isWhitespace } == program.filter { !$0.isWhitespace })
            for (number, piece) in pieces.pieces.enumerated() where !pieces.text.contains("\n\n") {
                #expect(pieces.piece(onLine: number + 1) == piece)
            }
        }
    }
}
