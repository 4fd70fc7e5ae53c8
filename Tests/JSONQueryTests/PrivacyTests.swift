import CallModel
import Foundation
@testable import JSONQuery
import Testing

extension JSONQuerySuite {
    @Suite("What is left of a document")
    struct PrivacyTests {
        @Test(
            "A compiled program holds nothing of its last document, however the run ended",
            arguments: [".", ".a", "error", ".[] | .[]", "[..]", "[.., ..] | tojson | fromjson"])
        func nothingIsKept(program: String) throws {
            var report = CompileReport()
            let limits = JQLimits(results: 5)
            let compiled = try #require(CompiledProgram(program, limits: limits, report: &report))
            let text = String(repeating: "secret", count: 20_000)
            for document in ["{\"a\":\"\(text)\"}", "[[1,2,3,\"\(text)\"],[4,5,6]]", "\"\(text)\""] {
                // The first run may leave what libjq keeps for each thread.
                _ = compiled.run(on: Array(document.utf8), limits: limits)
                _ = compiled.run(on: Array(document.utf8), limits: limits)
                #expect(abs(compiled.bytesKept) < 4_096, "of 120,000 bytes of text")
            }
        }

        @Test("Neither errors nor output repeat the data, and messages of libjq are dropped")
        func nothingIsSaid() async throws {
            let result = try await #require(
                processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
            ) {
                let compiler = JQCompiler(workers: 1)
                let documents = [
                    #"{"a":"secretsecret"}"#, #"["secretsecret"]"#, #""secretsecret""#, #"{"secretsecret":1,"secretsecret":1}"#,
                    "secretsecret",
                ]
                for program in [
                    ".a", ".[0]", "error", "error({x: .})", "tonumber", "fromjson", "todate", "test(.)", "ltrimstr(1) | .b",
                    "implode", "@base64d", ".[.a:]",
                ] {
                    let query = try compiler.compile(program, name: "caller")
                    for document in documents {
                        guard let error = await query.error(on: document) else { continue }
                        #expect(!String(reflecting: error).contains("secret"))
                    }
                }
                for program in ["\"secretsecret\" | nope", "secretsecret", "{secretsecret", "\"secretsecret\" as [$x] | )"] {
                    _ = refusal(of: program)
                }
                fflush(nil)
            }
            for output in [result.standardOutputContent, result.standardErrorContent] {
                let text = String(decoding: output, as: UTF8.self)
                #expect(!text.contains("secretsecret") && !text.contains("jq: error") && !text.contains("ssertion"))
            }
        }

        @Test("~/.jq and other files are not read")
        func noFiles() async throws {
            await #expect(processExitsWith: .success) {
                let home = FileManager.default.temporaryDirectory.appendingPathComponent("jq-home-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(at: home) }
                let file = home.appendingPathComponent(".jq")
                setenv("HOME", home.path, 1)
                for content in ["def fromhome: 42; def length: 43;", "syntax error (", "{"] {
                    try Data(content.utf8).write(to: file)
                    #expect(refusal(of: "fromhome") == "caller, line 1: there is no function fromhome/0")
                    #expect(try await JQCompiler(workers: 1).compile("length", name: "caller").results(on: "[]") == ["0"])
                }
            }
        }

        @Test("An assertion of anybody else still ends the process, and says so")
        func otherAssertions() async throws {
            let result = try await #require(processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]) {
                typealias AssertFail =
                    @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, CUnsignedInt, UnsafePointer<CChar>) -> Void
                let symbol = try #require(dlsym(nil, "__assert_fail"))
                unsafeBitCast(symbol, to: AssertFail.self)("one == two", "file.c", 7, "function")
            }
            #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("one == two"))
        }
    }
}
