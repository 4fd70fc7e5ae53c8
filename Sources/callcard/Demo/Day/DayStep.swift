import CallModel
import YAMLReader

/// One event of a call, written as a line of a script: `12s accepted anna`, `45s ended`, `18s ended notReached`.
struct DayStep: Sendable {
    /// Counted from the beginning of the call.
    let after: Duration
    let type: EventType
    /// Whose event it is (UPN).
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
