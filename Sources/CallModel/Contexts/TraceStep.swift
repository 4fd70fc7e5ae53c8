/// One step of a lookup, for `explain`. Holds no caller data.
public struct TraceStep: Hashable, Sendable {
    /// The kind of a step. Raw values are the contract's words.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The reading of the number.
        case number
        /// Asking one connector.
        case ask
        /// Choosing the caller among the matches.
        case choose
        /// The source of one field.
        case field
        /// Making one context URL.
        case context
    }

    /// The step's kind.
    public let kind: Kind
    /// The time since the lookup's start.
    public let at: Duration
    /// The duration of the step; `nil` where it took no time worth showing.
    public let elapsed: Duration?
    /// The connector that the step asks, or that gave what it decides.
    public let connector: ConnectorID?
    /// The field or context URL that the step decides.
    public let field: String?
    /// The connectors that could have given it, first candidate first.
    public let candidates: [ConnectorID]
    /// Why it ended as it did, for people.
    public let reason: String

    /// A step of the given kind, `at` after the lookup's start.
    public init(
        _ kind: Kind, at: Duration, elapsed: Duration? = nil, connector: ConnectorID? = nil, field: String? = nil,
        candidates: [ConnectorID] = [], reason: String
    ) {
        self.kind = kind
        self.at = at
        self.elapsed = elapsed
        self.connector = connector
        self.field = field
        self.candidates = candidates
        self.reason = reason
    }
}
