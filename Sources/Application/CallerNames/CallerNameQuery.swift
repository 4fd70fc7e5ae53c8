internal import CallModel

/// A telephone switch's question for the name behind a number.
package struct CallerNameQuery: Sendable, Redacted {
    /// The number in any writing; `nil` where none was sent.
    package var number: String?
    /// The service's id; `nil` where none is named.
    package var service: String?
    /// The session that the lookup's context is to be attached to, a valid id; `nil` for none.
    package var session: String?
    /// The time from the end of the request to its answer, 100 ms to 7.5 s.
    package var deadline = Duration.seconds(2)
    /// Whether a name counts that is only likely the caller's: one whose match has a grade below `exact`.
    package var takesLikely = false
    /// The greatest length of the name, of ``SwitchName/lengths``.
    package var length = SwitchName.lengths.upperBound
    /// Whether the name is written in ASCII.
    package var isASCII = false

    /// A question without a number.
    package init() {}
}

/// The answer to a switch's question: a name, or a reason for none, which the switch is not told.
package enum CallerNameAnswer: Hashable, Sendable, Redacted {
    /// A name that ``SwitchName`` has cleaned; not empty.
    case name(String)
    /// No name.
    case none(Reason)

    /// Why there is no name; raw values are labels of a metric.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// No source knows the number in time, or none has a name for it.
        case unknown
        /// The caller withholds their number.
        case withheld
        /// The best matches are of different people.
        case ambiguous
        /// There is a name, but it is only likely the caller's.
        case likely
        /// The request or its number can't be read.
        case unreadable
        /// The service is unknown, or out of the key's reach.
        case service
        /// Too much is asked at once.
        case overloaded
        /// A fault of ours.
        case failed
    }
}
