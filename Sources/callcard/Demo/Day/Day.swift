import CallModel
import StrictJSON
import YAMLReader

/// The script of the demo: the calls before it begins, and a round of calls that is played over and over.
struct Day: Sendable {
    /// Calls that are over, or long begun, when the demo starts; they begin before zero.
    let morning: [DayCall]
    /// The calls of one round, in the order in which they begin.
    let round: [DayCall]
    /// The length of a round; then the next one begins. Calls may outlast it.
    let length: Duration
}

/// A call of the day.
struct DayCall: Sendable {
    /// When it begins, counted from the beginning of the round; negative in the morning.
    let start: Duration
    /// The service's id.
    let service: String
    /// The other party's number as the network gives it: one a round, in turn. Empty where the network gives none.
    let numbers: [String]
    /// A caller's internet address.
    let ip: String?
    /// In order of time; the first says whether the call comes in or goes out.
    let steps: [DayStep]
    /// `nil` where no flow knows the caller.
    let flow: DayFlow?
    /// `nil` where nothing is saved about the call.
    let conclusion: DayConclusion?

    func number(inRound round: Int) -> String? {
        self.numbers.isEmpty ? nil : self.numbers[round % self.numbers.count]
    }
}

/// One event of a call, written as a line of a script: `12s accepted anna`, `45s ended`, `18s ended notReached`.
struct DayStep: Sendable {
    /// Counted from the beginning of the call.
    let after: Duration
    let type: EventType
    /// The user whose event it is (UPN).
    let user: String?
    /// Why a call has ended.
    let reason: String?

    /// - Parameter people: UPNs by the names that the script uses.
    /// - Returns: `nil` for anything but a time, an event and, where there is more, one of `people` or the reason of an end.
    init?(_ line: String, people: [String: String]) {
        let words = line.split(separator: " ").map(String.init)
        guard (2...3).contains(words.count), let after = DurationText.parse(words[0]), let type = EventType(rawValue: words[1])
        else { return nil }
        let last = words.count == 3 ? words[2] : nil
        self.after = after
        self.type = type
        self.user = last.flatMap { people[$0] }
        self.reason = type == .ended && self.user == nil ? last : nil
        guard last == nil || self.user != nil || self.reason != nil else { return nil }
    }
}

/// A statement of a flow about a caller, as Power Automate would send it: late, and now and then more than once.
struct DayFlow: Sendable {
    /// When it is stated, counted from the beginning of the call.
    let after: Duration
    /// The count of times that it is stated, a second apart.
    let times: Int
    /// The body of a task update.
    let update: JSONObject
}

/// A conclusion that a user has saved about a call that is over.
struct DayConclusion: Sendable {
    /// The user who took the call (UPN).
    let user: String
    /// The contract's body: codes and tags.
    let body: JSONObject
}
