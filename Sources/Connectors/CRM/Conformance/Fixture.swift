import CallModel
import OutboundHTTP

/// One recorded question with the CRM's answers and what must come of it.
struct Fixture: Sendable {
    /// The file's name without its ending.
    let name: String
    let number: PhoneNumber
    /// Where the CRM's national writings are read.
    let region: Region?
    /// Settings beside examples and defaults.
    let settings: [String: String]
    /// What the token endpoint says, where the manifest needs a token.
    let tokenAnswer: HTTPAnswer
    let exchanges: [Exchange]
    let expected: Expected

    /// One request that must come, and its answer.
    struct Exchange: Sendable {
        let method: String
        let url: String
        /// Headers that must be among those sent.
        let headers: [(name: String, value: String)]
        /// JSON that must be sent, compared by value; `nil` for no body.
        let body: String?
        let answer: HTTPAnswer
    }

    /// How the question must end.
    struct Expected: Sendable {
        var findings: [Finding] = []
        /// The outcome's word where there must be an error instead.
        var error: Outcome?
        /// Records dropped because they belong to other numbers.
        var mismatched = 0
    }
}
