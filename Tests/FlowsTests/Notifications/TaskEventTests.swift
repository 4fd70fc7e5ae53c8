import Flows
import Testing

@Suite("What flows can be told of")
struct TaskEventTests {
    @Test("the words are the contract's, in its order")
    func words() {
        let words = "created queued offered accepted declined unanswered ended contextUpdated concluded"
        #expect(TaskEvent.allCases.map(\.rawValue) == words.split(separator: " ").map(String.init))
        #expect(Modality.allCases.map(\.rawValue) == ["Audio"])
    }
}
