/// The codes and tags that a user saved about a call, once.
public struct Conclusion: Hashable, Sendable {
    /// Ids of the service's codes.
    public let codes: CodeChoice
    /// Cleaned, without repetitions, in the user's order.
    public let tags: [String]
    /// The time of saving, by Callcard's clock.
    public let savedAt: WallTime
    /// The entry's outcome at that time, which stays.
    public let outcome: CallOutcome
    /// The entry's reason at that time.
    public let reason: String?

    /// A conclusion as it was kept.
    public init(codes: CodeChoice, tags: [String], savedAt: WallTime, outcome: CallOutcome, reason: String? = nil) {
        self.codes = codes
        self.tags = tags
        self.savedAt = savedAt
        self.outcome = outcome
        self.reason = reason
    }
}

/// Codes chosen from a service's two lists; Callcard treats both lists alike.
public struct CodeChoice: Hashable, Sendable {
    /// A code's id; `nil` where none was chosen.
    public var primary: String?
    /// A code's id; `nil` where none was chosen.
    public var secondary: String?

    /// A choice of up to two codes, by their ids.
    public init(primary: String? = nil, secondary: String? = nil) {
        self.primary = primary
        self.secondary = secondary
    }
}
