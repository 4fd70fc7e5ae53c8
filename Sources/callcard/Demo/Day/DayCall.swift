/// A call of the day.
struct DayCall: Sendable {
    /// When it begins, counted from the beginning of the round; before it in the morning.
    let begin: Duration
    /// The service's id.
    let service: String
    /// Who calls, or is called, as the network gives it: one a round, in turn. Empty where the network gives none.
    let numbers: [String]
    /// A caller's internet address.
    let ip: String?
    /// In order of time; the first says whether somebody calls or is called.
    let course: [DayStep]
    let flow: DayFlow?
    let conclusion: DayConclusion?

    func number(inRound round: Int) -> String? {
        self.numbers.isEmpty ? nil : self.numbers[round % self.numbers.count]
    }
}
