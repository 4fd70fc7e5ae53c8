/// A program of a manifest that does not fit what it got. Holds no data: it names the program and the kinds of values.
public struct ProgramFault: Hashable, Sendable, CustomStringConvertible {
    /// The program's place in the manifest, such as `records`, `caller.displayName` or `requests[0].query`.
    public let part: String
    /// The fault in words, such as `cannot iterate over null`.
    public let reason: String
    /// ``Outcome/badPayload`` where an answer was read, ``Outcome/internal`` where a request was made.
    public let outcome: Outcome

    /// A fault in reading an answer, unless `outcome` says otherwise.
    public init(part: String, reason: String, outcome: Outcome = .badPayload) {
        self.part = part
        self.reason = reason
        self.outcome = outcome
    }

    /// `records: cannot iterate over null`
    public var description: String { "\(self.part): \(self.reason)" }
}
