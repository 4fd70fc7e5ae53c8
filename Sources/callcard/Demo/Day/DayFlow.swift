import StrictJSON

/// What a flow finds out about a caller and tells, as Power Automate would: late, and now and then more than once.
struct DayFlow: Sendable {
    /// When it speaks, counted from the beginning of the call.
    let after: Duration
    /// How often it says the same, a second apart.
    let times: Int
    /// The body of a task update.
    let update: JSONObject
}
