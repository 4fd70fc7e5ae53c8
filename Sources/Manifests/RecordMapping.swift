import CallModel

/// How an answer becomes findings: jq programs.
package struct RecordMapping: Hashable, Sendable {
    /// Takes the CRM's answer, yields one record after the other.
    package let records: String
    package let caller: CallerMapping
    /// Takes a record, yields the list of its own numbers; `nil` where the CRM shows none, which makes each match `unverified`.
    package let numbers: String?

    package init(records: String, caller: CallerMapping, numbers: String?) {
        self.records = records
        self.caller = caller
        self.numbers = numbers
    }

    /// The programs that take a record and yield a caller.
    package enum CallerMapping: Hashable, Sendable {
        /// One program a member; names are those of ``memberNames``.
        case members([Member])
        /// One program for an object with such members.
        case whole(String)
    }

    /// One member of `caller`.
    package struct Member: Hashable, Sendable {
        package let name: String
        package let program: String

        package init(name: String, program: String) {
            self.name = name
            self.program = program
        }
    }

    /// What `caller` may have: the contract's caller fields.
    package static let memberNames = CallerField.allCases.map(\.name) + ["telNumbers", "customFields"]
}
