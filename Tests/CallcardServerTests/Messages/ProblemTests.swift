import Application
import CallModel
import HTTPTypes
import Hummingbird
import Testing

@testable import CallcardServer

@Suite("Problems of errors")
struct ProblemTests {
    @Test("A refusal's code is the problem's", arguments: Refusal.Code.allCases)
    func codes(code: Refusal.Code) {
        #expect(ProblemCode(code).rawValue == code.rawValue)
    }

    @Test(
        "A member is shown as a JSON Pointer",
        arguments: [([], ""), (["tags", "2"], "/tags/2"), (["a/b", "c~d"], "/a~1b/c~0d")] as [([String], String)])
    func pointers(member: [String], pointer: String) {
        let problem = Refusal(faults: [.init(member, .invalidValue, "It can't be used.")]).problem
        #expect(problem.faults == [.init(pointer, .invalidValue, "It can't be used.")])
        #expect(problem.code.status == .unprocessableContent && problem.detail == "It can't be used.")
    }

    @Test("When to try again is told in whole seconds, one at least")
    func retries() {
        let refusal = Refusal(.overloaded, "Too much.", retryAfter: .milliseconds(20))
        #expect(refusal.problem.response.headers[.retryAfter] == "1" && refusal.problem.response.status == .serviceUnavailable)
    }

    @Test("A refused reload names its places")
    func reload() {
        let faults = ["callcard.yaml:1:1", "callcard.yaml:2:1"].map { ReloadFailure.Fault(place: $0, message: "wrong") }
        let problem = ReloadFailure(faults: faults).problem
        #expect(problem.faults.map(\.pointer) == ["callcard.yaml:1:1", "callcard.yaml:2:1"])
        #expect(problem.detail == "The configuration has 2 errors; the old one stays in force.")
    }
}
