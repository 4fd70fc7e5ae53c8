import CallModel
import Glibc
import JSONQuery
import StrictJSON
import Testing

extension JSONQuerySuite {
    @Suite("Documents from strangers")
    struct HostileDocumentsTests {
        private static let compiler = JQCompiler(workers: 1)
        // Compiling takes longer than all the rest.
        private static let identity = Result { try compiler.compile(".", name: "caller") }
        private static let ids = Result { try compiler.compile("., .[0].id, $id", name: "caller") }

        private static let brackets = String(repeating: "[", count: 100_000)

        private static let noJSON: [(String, [UInt8])] = [
            ("byte order mark", [0xEF, 0xBB, 0xBF] + Array("{}".utf8)), ("NaN", Array("[NaN]".utf8)), ("nan", Array("nan".utf8)),
            ("infinity", Array("[-Infinity]".utf8)),
            ("duplicate names", Array(#"{"id":1,"id":2}"#.utf8)),
            ("duplicate names by escape", Array(#"{"id":1,"\u0069d":2}"#.utf8)), ("lone surrogate", Array(#""\ud800""#.utf8)),
            ("lone surrogate in a name", Array(#"{"\udc00":1}"#.utf8)), ("two values", Array("1 2".utf8)), ("nothing", []),
            ("HTML", Array("<html></html>".utf8)), ("cut off", Array(#"{"a":"#.utf8)),
            ("100,000 brackets", Array(Self.brackets.utf8)),
            ("65 brackets", Array((String(repeating: "[", count: 65) + String(repeating: "]", count: 65)).utf8)),
            ("not UTF-8", [0x22, 0xFF, 0x22]), ("overlong", [0x22, 0xC0, 0xAF, 0x22]),
            ("a number with a zero before it", Array("01".utf8)), ("a comment", Array("1 # one".utf8)),
        ]

        @Test("A11 whatever is no strict JSON never reaches libjq", arguments: Self.noJSON)
        func notJSON(name: String, document: [UInt8]) async throws {
            let query = try Self.identity.get()
            await #expect(throws: JSONQueryError.invalidDocument, "\(name)") {
                try await query.run(on: document, variables: [:], within: .seconds(10))
            }
        }

        @Test("A11 less than 50 ms of processor time are spent on refusing", arguments: Self.noJSON)
        func processorTime(name: String, document: [UInt8]) {
            func spent() -> Double {
                var time = timespec()
                clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
                return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
            }
            let start = spent()
            #expect(throws: StrictJSONError.self, "\(name)") { try StrictJSON.parse(document) }
            #expect(spent() - start < 0.05)
        }

        @Test(
            "A11 integers of 16 digits and more keep every digit, as texts",
            arguments: [
                ("9007199254740993", #""9007199254740993""#), ("-9007199254740993", #""-9007199254740993""#),
                ("1000000000000000", #""1000000000000000""#), ("12345678901234567", #""12345678901234567""#),
                ("123456789012345678901234567890", #""123456789012345678901234567890""#), ("999999999999999", "999999999999999"),
                ("-999999999999999", "-999999999999999"), ("0", "0"),
            ])
        func longIntegers(literal: String, result: String) async throws {
            let query = try Self.ids.get()
            let document = "[{\"id\":\(literal)}]"
            #expect(
                try await query.results(on: document, variables: ["id": literal]) == ["[{\"id\":\(result)}]", result, result])
        }

        @Test(
            "Other numbers keep their value, or come back as texts",
            arguments: [
                ("1.50", "1.5"), ("0.1", "0.1"), ("1e5", "100000"), ("-0.0", "-0"),
                ("0.30000000000000004", "0.30000000000000004"), ("52.520006599999997", #""52.520006599999997""#),
                ("0.1234567890123456789", #""0.1234567890123456789""#), ("1e400", #""1e400""#), ("-1E400", #""-1E400""#),
                ("1e-400", #""1e-400""#), ("9007199254740993.0", #""9007199254740993.0""#),
                ("9007199254740993e0", #""9007199254740993e0""#), ("900719925474099.3e1", #""900719925474099.3e1""#),
                ("1e99999999999999999999", #""1e99999999999999999999""#), ("0e99999999999999999999", "0"),
                ("0.000", "0"), ("1.7976931348623157e308", #""1.7976931348623157e308""#), ("1e15", #""1e15""#),
                ("99999999999999.9e1", "999999999999999"), ("123456789012345.5", "123456789012345.5"),
                ("2.2250738585072014e-308", "2.2250738585072014e-308"),
                ("1.7976931348623159e308", #""1.7976931348623159e308""#),
                ("4.9406564584124654e-324", #""4.9406564584124654e-324""#),
            ])
        func otherNumbers(literal: String, result: String) async throws {
            let query = try Self.identity.get()
            #expect(try await query.results(on: "[\(literal)]") == ["[\(result)]"])
        }

        @Test(
            "Text comes back byte for byte",
            arguments: [
                "Zoë Müller 東京 😀", "\u{0}\u{1}\u{7F}", "e\u{301} and \u{E9}", "\u{2028}\u{FFFE}\u{FEFF}", "\"\\/",
                "env $ENV input",
            ])
        func text(text: String) async throws {
            let query = try JQCompiler(workers: 1).compile("{(.): .} | to_entries[] | .key, .value", name: "caller")
            let document = String(decoding: JSONValue.string(text).encoded(), as: UTF8.self)
            let results = try await query.results(on: document)
            #expect(results.count == 2)
            for result in results { #expect(try StrictJSON.parse(Array(result.utf8)) == .string(text)) }
        }

        @Test("A document that would be large in libjq only is refused before, and disables nothing")
        func swelling() async throws {
            let query = try JQCompiler(JQLimits(memory: 4 << 20), workers: 1).compile("length", name: "caller")
            let document = "[" + Array(repeating: "[]", count: 20_000).joined(separator: ",") + "]"
            #expect(await query.error(on: document) == .tooLarge)
            #expect(await query.error(on: #"{"a":"# + document + "}") == .tooLarge)
            #expect(try await query.results(on: "[[],[]]") == ["2"])
        }

        @Test(
            "What drives libjq into an assertion fails the run, not the process; the third time disables the program",
            arguments: [
                ("(. * 10000) | todate", "100000000000000"), (".[(.[0] | tonumber):]", #"["nan"]"#),
            ])
        func assertions(program: String, document: String) async throws {
            let query = try JQCompiler(workers: 1).compile(program, name: "caller")
            for _ in 0..<3 { #expect(await query.error(on: document)?.isFailed == true) }
            #expect(await query.error(on: document) == .disabled)
        }

        @Test("A broken run leaves the program usable for others")
        func afterAnAssertion() async throws {
            let query = try JQCompiler(workers: 1).compile("todate", name: "caller")
            #expect(await query.error(on: "1e18")?.isFailed == true)
            #expect(try await query.results(on: "0") == [#""1970-01-01T00:00:00Z""#])
        }
    }
}
