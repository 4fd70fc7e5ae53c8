import CallModel
import Testing

@testable import Flows

@Suite("C3 Callbacks that are not there any more")
struct CallbackHealthTests {
    private static let minute = 60.0
    private static let hour = 3_600.0

    /// Whether the last of some answers ends the subscription; the first is at second 0, each further one `pause` after it.
    private static func isGone(_ answers: [CallbackHealth.Answer], every pause: Double) -> Bool {
        var health = CallbackHealth()
        return answers.enumerated().map { health.note($1, at: .at(Double($0) * pause)) }.last ?? false
    }

    @Test(
        "404 for 24 h ends a subscription, and 404 twenty times in a row over an hour; less does not",
        arguments: [
            (2, 24 * hour, true), (2, 24 * hour - 1, false), (1, 0, false), (25, hour, true), (20, hour / 19 + 1, true),
            (20, hour / 19 - 1, false), (19, hour / 18 + 1, false), (1_000, 3, false), (1_201, 3, true),
        ] as [(Int, Double, Bool)])
    func lasting(count: Int, pause: Double, isGone: Bool) {
        #expect(Self.isGone(Array(repeating: .notFound, count: count), every: pause) == isGone)
    }

    @Test(
        "Another answer begins a new row, no answer is none",
        arguments: [(CallbackHealth.Answer.taken, false), (.refused, false), (.silence, true)])
    func interrupted(by other: CallbackHealth.Answer, isGone: Bool) {
        let row = Array(repeating: CallbackHealth.Answer.notFound, count: 19)
        #expect(Self.isGone(row + [other, .notFound], every: 4 * Self.minute) == isGone)
        #expect(Self.isGone([.notFound, other, .notFound], every: 12 * Self.hour) == isGone)
    }

    @Test("Failures of every kind are counted in a row")
    func failures() {
        func failures(_ answers: CallbackHealth.Answer...) -> Int {
            var health = CallbackHealth()
            for answer in answers { _ = health.note(answer, at: .at(0)) }
            return health.failures
        }
        #expect(failures(.notFound, .refused, .silence) == 3)
        #expect(failures(.notFound, .refused, .silence, .taken) == 0)
        #expect(failures(.taken, .silence) == 1)
    }

    @Test(
        "What says nothing of the callback is not noted",
        arguments: [
            (TriggerPostOutcome.delivered, CallbackHealth.Answer.taken), (.failed(retryAfter: nil), .refused),
            (.notFound(retryAfter: nil), .notFound), (.unanswered, .silence),
            (.refused, .silence), (.gone, nil), (.unwanted, nil),
        ] as [(TriggerPostOutcome, CallbackHealth.Answer?)])
    func outcomes(outcome: TriggerPostOutcome, answer: CallbackHealth.Answer?) {
        #expect(outcome.answer == answer)
    }
}
