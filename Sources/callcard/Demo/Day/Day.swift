/// What the demo plays: what was before it began, and a round of calls that is played over and over.
struct Day: Sendable {
    /// Calls that are over, or long begun, when the demo starts; they begin before zero.
    let morning: [DayCall]
    /// The calls of one round, in the order in which they begin.
    let round: [DayCall]
    /// How long a round is; then the next one begins. Calls may outlast it.
    let length: Duration
}
