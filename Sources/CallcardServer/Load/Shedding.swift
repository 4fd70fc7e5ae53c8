internal import Hummingbird
internal import NIOCore

/// The way in which a route refuses requests where too much waits: on the connection's event loop, by their heads alone.
struct Shedding: Sendable {
    /// Whether what is asked for is answered once the journal has it.
    var isJournaled = false
    /// Makes the answer, but for the headers that all answers have; called for each refused request.
    var answer: @Sendable () -> (response: Response, body: ByteBuffer)

    /// 503 with a pause, after which it makes sense to come again.
    static let problem: Shedding = Self.refusal(isJournaled: false)
    /// The same, for what is answered once the journal has it.
    static let journaledProblem: Shedding = Self.refusal(isJournaled: true)

    private static func refusal(isJournaled: Bool) -> Shedding {
        let problem = Problem(
            .overloaded, "More waits here than can be answered within a quarter of a second.", retryAfter: .seconds(1))
        let (response, body) = (problem.response, ByteBuffer(bytes: problem.document))
        return Shedding(isJournaled: isJournaled) { (response, body) }
    }
}
