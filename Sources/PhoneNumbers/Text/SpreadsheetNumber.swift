/// The number that a spreadsheet or a program wrote as a decimal fraction, where people had typed digits.
enum SpreadsheetNumber: Equatable {
    /// All of its digits.
    case digits([UInt8])
    /// A power of ten with fewer digits than the number has: what is left of it could be anybody's.
    case lost

    /// Reads `3023125123.0`, `4.93023125123E+11` and the like, with a decimal point or comma; `nil` for any other text.
    ///
    /// A power of ten needs a sign or a fraction, or it is none: `4E11` may be an article.
    init?(_ text: ArraySlice<UInt8>) {
        let whole = text.prefix(while: ASCII.isDigit)
        var rest = text[whole.endIndex...]
        guard !whole.isEmpty else { return nil }
        var fraction = rest.prefix(0)
        if let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") {
            fraction = rest.dropFirst().prefix(while: ASCII.isDigit)
            guard !fraction.isEmpty else { return nil }
            rest = text[fraction.endIndex...]
        }
        if rest.isEmpty {
            guard !fraction.isEmpty, fraction.count <= 2, whole.count > 2, fraction.allSatisfy({ $0 == UInt8(ascii: "0") })
            else { return nil }
            self = .digits(Array(whole))
            return
        }
        guard rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "e") else { return nil }
        rest = rest.dropFirst()
        let hasSign = rest.first == UInt8(ascii: "+")
        if hasSign { rest = rest.dropFirst() }
        guard hasSign || !fraction.isEmpty, (1...2).contains(rest.count), rest.allSatisfy(ASCII.isDigit),
            let power = Int(String(decoding: rest, as: UTF8.self))
        else { return nil }
        let digits = Array(whole) + fraction
        // A zero at the end may be one of the number's, or have been left away; then too much is unknown.
        self = whole.count == 1 && digits.count == power + 1 ? .digits(digits) : .lost
    }
}
