/// A heading reduced to what tells it from others: lower-case letters without accents or punctuation, `#` for a number.
///
/// `Phone 1 - Value` becomes `phone#value` with number 1; `Straße geschäftlich` becomes `strassegeschaeftlich`.
struct HeadingKey: Hashable {
    let letters: String
    /// The first number in the heading; `nil` where there is none.
    let number: Int?

    init(_ heading: String) {
        var letters = ""
        var number: Int?
        var isInNumber = false
        for scalar in heading.lowercased().unicodeScalars {
            if let digit = ("0"..."9").contains(scalar) ? Int(scalar.value - 0x30) : nil {
                if !isInNumber { letters.append("#") }
                if !isInNumber && number == nil {
                    number = digit
                } else if isInNumber, let known = number, known < 1_000 {
                    number = known * 10 + digit
                }
                isInNumber = true
                continue
            }
            isInNumber = false
            switch scalar {
            case "a"..."z": letters.unicodeScalars.append(scalar)
            case "ä": letters += "ae"
            case "ö": letters += "oe"
            case "ü": letters += "ue"
            case "ß": letters += "ss"
            case "é", "è", "ê": letters += "e"
            default: break
            }
        }
        self.letters = letters
        self.number = number
    }

    private init(letters: String, number: Int?) {
        self.letters = letters
        self.number = number
    }

    /// The key without a number at its end: `businessphone#` is a further `businessphone`.
    var base: HeadingKey? {
        self.letters.last == "#" && self.letters.count > 1
            ? HeadingKey(letters: String(self.letters.dropLast()), number: self.number) : nil
    }
}
