/// A row, or a number in it, that the book can't use: where and why, never what.
package struct UnusableRow: Hashable, Sendable {
    /// The line, counted from 1, in which the record begins.
    package let line: Int
    package let reason: Reason

    package init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }

    /// Raw values are bounded labels.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// A number that no numbering plan could hold, or a national one without a region.
        case unreadableNumber
        /// A number that a spreadsheet turned into powers of ten; its digits are lost.
        case spreadsheetNumber
        /// A block of fewer than six national digits, or none that could be read.
        case unusableBlock
        /// The row is longer than 64 KiB (a vCard: 4 MiB).
        case tooLong
        /// More than 256 cells.
        case tooManyCells
        /// Filled cells beyond the last heading: the row has slipped, its cells can't be trusted.
        case cellsBeyondHeadings
        /// Text behind a closing quote.
        case badQuoting
        /// A member of a JSON contact is of another type than the contract says.
        case wrongType

        /// Whether the whole record is lost, not just one number of it.
        package var losesRecord: Bool {
            switch self {
            case .unreadableNumber, .spreadsheetNumber, .unusableBlock: false
            case .tooLong, .tooManyCells, .cellsBeyondHeadings, .badQuoting, .wrongType: true
            }
        }
    }
}
