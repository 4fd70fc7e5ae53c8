import CallModel
import Testing

@testable import FlowCalls

@Suite("C12 Users whom a flow that is asked would prefer")
struct FlowAnswerTests {
    private func users(_ entries: String) throws -> [PreferredUser]? {
        try FlowAnswer.finding(in: Array(#"{"preferredUsers":[\#(entries)]}"#.utf8))?.extras?.preferredUsers
    }

    @Test(
        "Where no priority is said it is 50",
        arguments: [#"{"upn":"Ben@example.com"}"#, #"{"UPN":"ben@example.com","priority":null}"#])
    func usualPriority(entry: String) throws {
        #expect(try self.users(entry) == [PreferredUser(upn: "ben@example.com", priority: 50)])
    }

    @Test("A priority that is none is refused", arguments: ["0", "100", #""1""#, "1.5"])
    func wrongPriority(text: String) {
        #expect(throws: ConnectorError.badPayload) { try self.users(#"{"upn":"ben@example.com","priority":\#(text)}"#) }
    }
}
