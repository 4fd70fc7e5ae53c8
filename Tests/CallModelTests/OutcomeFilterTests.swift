import CallModel
import Testing

@Suite("S6 The outcome filter")
struct OutcomeFilterTests {
    @Test("Accepted and missed are as the page says, missed only inbound; undecided ones are under all")
    func filters() {
        let outcomes: [CallOutcome?] = CallOutcome.allCases + [nil]
        #expect(outcomes.filter { OutcomeFilter.accepted.includes($0) } == [.accepted, .destinationAccepted])
        #expect(outcomes.filter { OutcomeFilter.missed.includes($0) } == [.declined, .unanswered, .abandoned])
        #expect(outcomes.allSatisfy { OutcomeFilter.all.includes($0) })
    }
}
