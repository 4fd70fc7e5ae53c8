import StrictJSON

/// What somebody has saved about a call that is over.
struct DayConclusion: Sendable {
    /// Who has taken the call (UPN).
    let user: String
    /// The contract's body: codes and tags.
    let body: JSONObject
}
