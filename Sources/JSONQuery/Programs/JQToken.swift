/// A word of the jq language, as far as it matters which words a program uses.
struct JQToken: Equatable {
    enum Kind: Equatable {
        /// A name that calls something, or a keyword.
        case name
        /// A name after `$`.
        case variable
        /// A name that is a member's: `.name`, or `name` in `{name: 1}` and `{name}`.
        case member
        /// A number.
        case number
    }

    let kind: Kind
    let text: String
    /// Counted from 1.
    let line: Int
}
