/// A record about a number, from one connector.
public struct Finding: Hashable, Sendable {
    /// The certainty with which the record belongs to the number.
    public let grade: Grade
    /// The record's facts.
    public let caller: Caller
    /// A flow's statements beside the caller; `nil` from all other connectors.
    public let extras: FlowExtras?

    /// A finding; only flows have extras.
    public init(grade: Grade, caller: Caller, extras: FlowExtras? = nil) {
        self.grade = grade
        self.caller = caller
        self.extras = extras
    }
}

extension Finding: Redacted {}

/// The certainty with which a record belongs to the number, best first. Raw values are the contract's words.
public enum Grade: String, Hashable, Sendable, CaseIterable, Comparable {
    /// One of the record's numbers is the caller's.
    case exact
    /// The national digits are equal, the country is not known to differ.
    case national
    /// The last 7 or more digits are equal, in the same region.
    case short
    /// A company's block: the number begins with it.
    case prefix
    /// The source said so; it showed no number to compare.
    case unverified

    /// Whether `lhs` is the better grade.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

    /// 0 is best.
    private var rank: UInt8 {
        switch self {
        case .exact: 0
        case .national: 1
        case .short: 2
        case .prefix: 3
        case .unverified: 4
        }
    }
}
