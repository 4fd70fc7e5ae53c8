public import CallModel

/// A context and how long the same question would get the same answer.
public struct LookupAnswer: Sendable, Redacted {
    public let context: CallerContext
    /// Until when this answer may be given again as it is; `nil` where it took asking, or belongs to a session.
    public let reusableUntil: MonotonicTime?
}
