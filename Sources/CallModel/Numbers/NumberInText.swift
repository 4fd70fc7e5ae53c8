/// One thing that the text of a telephone field holds, such as a cell of an address book: a number, a block, or what nobody could
/// read.
public enum NumberInText: Sendable {
    /// A number, or an internal one that stands alone.
    case number(NumberKey)
    /// What the digits of the number before it are in E.164, if their `+` was left away; whether its plan knows it is not looked at.
    case withoutPlus(NumberKey)
    /// A number with `*` at its end: UTF-8 of what stands before it, for ``NumberIndexer/key(of:region:)``.
    case stem([UInt8])
    /// A number that can't be read; nothing else was made of it.
    case unreadable(UnreadableNumber)
}

extension NumberInText: Redacted {}

/// Why a number in a text can't be read. Holds nothing of it.
public enum UnreadableNumber: String, Hashable, Sendable, CaseIterable {
    /// No numbering plan could hold it, or it is a national writing without a region, or it is no number at all.
    case notANumber
    /// A spreadsheet turned it into powers of ten; its last digits are lost.
    case lostDigits
    /// A range of more than 100 numbers, or one whose end lies before its beginning.
    case range
    /// The text is longer than any text with a number.
    case tooLong
}
