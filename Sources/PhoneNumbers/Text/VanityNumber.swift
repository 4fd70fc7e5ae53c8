import CallModel

/// A number with letters for digits, such as `1-800-FLOWERS`.
///
/// Letters are digits only where the whole is of a length that the plan gives to numbers of this use, and the plan knows it;
/// words that run over it are cut, since networks ignore what is dialled beyond. The words of `030 23125 privat` are never
/// digits: fixed lines and mobile ones are written so by nobody outside of North America.
struct VanityNumber {
    /// Digits, `+`, and digits for letters.
    private let digits: [UInt8]
    /// How many of them, at the end, were letters.
    private let letters: Int

    /// - Parameter tokens: Those of one segment, with the label before it.
    init(_ tokens: ArraySlice<NumberToken>, in value: ArraySlice<UInt8>) {
        let tokens = tokens.drop { $0.kind != .digits && $0.kind != .plus }
        let isVanity = tokens.allSatisfy { NumberPhrase.isPlain($0) || $0.kind == .word }
        var (digits, letters): ([UInt8], Int) = ([], 0)
        for token in tokens where isVanity {
            for byte in value[token.range] {
                switch token.kind {
                case .digits:
                    digits.append(byte)
                    letters = 0
                case .plus where digits.isEmpty: digits.append(byte)
                case .word:
                    guard let digit = Self.digit(byte) else { continue }
                    digits.append(digit)
                    letters += 1
                default: break
                }
            }
        }
        let isASCII = tokens.allSatisfy { $0.kind != .word || value[$0.range].allSatisfy { $0 < 0x80 } }
        self.digits = isASCII && letters >= 3 && digits.count - letters >= 3 ? digits : []
        self.letters = letters
    }

    /// The number's key; `nil` where the letters are none of its digits.
    func key(_ text: NumberText) -> NumberKey? {
        guard !self.digits.isEmpty else { return nil }
        // At least three letters are of the number.
        for cut in 0...(self.letters - 3) {
            let writing = Array(self.digits.dropLast(cut))
            let reading = text.reading(writing)
            guard case .full(let countryCode, let national, _) = reading,
                let plan = LibPhoneNumber.plan(countryCode: countryCode, national: national),
                self.isUsual(plan.type, countryCode),
                text.isKnownNumber(writing)
            else { continue }
            return reading.key
        }
        return nil
    }

    private func isUsual(_ type: NumberType, _ countryCode: Int) -> Bool {
        switch type {
        case .tollFree, .premiumRate, .sharedCost, .uan, .personal: true
        default: type != .unknown && countryCode == 1
        }
    }

    /// The digit of a letter on a keypad (ITU-T E.161).
    private static func digit(_ letter: UInt8) -> UInt8? {
        let keys = StaticString("22233344455566677778889999")
        let place = Int(letter | 0x20) - 0x61
        return (0..<26).contains(place) ? keys.utf8Start[place] : nil
    }
}
