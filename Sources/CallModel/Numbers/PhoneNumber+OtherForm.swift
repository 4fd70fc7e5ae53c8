extension PhoneNumber {
    /// The other number under which the same line is known; `nil` where there is none. The other's other is this one.
    ///
    /// Numbering plans were changed, and people, networks and address books keep both forms. libphonenumber calls them different
    /// numbers, so a record with the other form is graded `national`.
    /// - Argentina: mobiles have a 9 behind +54 from abroad (`+54 9 11 …`), none at home (ENACOM, plan of 1999).
    /// - Brazil: mobiles got a ninth digit, 9, before 6 to 9 (Anatel, Resolução 553/2010; done in 2016).
    /// - Mexico: mobiles had a 1 behind +52 from abroad until 2019 (IFT). The library drops it where its plan knows the number.
    /// - San Marino: `0549` is reached by +378 and by +39 (ITU Operational Bulletin 649).
    /// - Benin: 01 came before all numbers on 30 November 2024 (ARCEP Bénin).
    /// - Colombia: 60 came before all fixed lines on 1 September 2021 (CRC, Resolución 5967).
    public var otherForm: NumberKey? {
        switch self.countryCode {
        case 39, 54, 55, 52, 57, 229, 378: self.otherDigits.flatMap { NumberKey(e164: "+" + $0) }
        default: nil
        }
    }

    /// The digits of the other form, country calling code first.
    private var otherDigits: String? {
        let digits = self.nationalDigits
        let count = digits.utf8.count
        switch self.countryCode {
        case 54:
            if count == 11, digits.first == "9" { return "54\(digits.dropFirst())" }
            return count == 10 && self.nationalDigit(0, in: 1...3) ? "549\(digits)" : nil
        case 55:
            if count == 11, self.nationalDigit(2, in: 9...9), self.nationalDigit(3, in: 6...9) {
                return "55\(digits.prefix(2))\(digits.dropFirst(3))"
            }
            return count == 10 && self.nationalDigit(2, in: 6...9) ? "55\(digits.prefix(2))9\(digits.dropFirst(2))" : nil
        case 52:
            if count == 11, digits.first == "1" { return "52\(digits.dropFirst())" }
            return count == 10 ? "521\(digits)" : nil
        case 39, 378:
            guard count == 10, digits.hasPrefix("0549") else { return nil }
            return self.countryCode == 39 ? "378\(digits)" : "39\(digits)"
        case 229:
            return count == 8 ? "22901\(digits)" : count == 10 && digits.hasPrefix("01") ? "229\(digits.dropFirst(2))" : nil
        case 57:
            return count == 8 ? "5760\(digits)" : count == 10 && digits.hasPrefix("60") ? "57\(digits.dropFirst(2))" : nil
        default:
            return nil
        }
    }

    /// Whether the national digit at `place`, counted from 0, is in `range`.
    private func nationalDigit(_ place: Int, in range: ClosedRange<Int>) -> Bool {
        let digit = self.nationalDigits.utf8.dropFirst(place).first
        return digit.map { range.contains(Int($0) - 0x30) } ?? false
    }
}
