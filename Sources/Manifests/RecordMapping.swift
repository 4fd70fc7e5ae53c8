import CallModel

/// The jq programs that make findings of an answer.
package struct RecordMapping: Hashable, Sendable {
    /// Takes the CRM's answer, yields one record after the other.
    package let records: String
    /// Takes a record, yields a caller.
    package let caller: CallerMapping
    /// Takes a record, yields the list of its own numbers; `nil` where the CRM shows none, which makes each match `unverified`.
    package let numbers: String?

    /// One program for all of a caller, or one for each member.
    package enum CallerMapping: Hashable, Sendable {
        /// One program a member.
        case members([Member])
        /// One program for an object with such members.
        case whole(String)
    }

    /// One member of `caller`.
    package struct Member: Hashable, Sendable {
        /// One of ``RecordMapping/memberNames``.
        package let name: String
        /// Takes a record, yields the member's value, or null.
        package let program: String
    }

    /// What `caller` may have: the contract's caller fields.
    package static let memberNames = CallerField.allCases.map(\.name) + ["telNumbers", "customFields"]
}
