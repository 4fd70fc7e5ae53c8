package import CallModel

extension NumberReader {
    /// - Complexity: O(bytes), no allocation, for a field that holds one number in a usual spelling; 3–300 µs for others.
    package func readNumbers(in text: UnsafeRawBufferPointer, region: Region?, _ body: (NumberInText) -> Void) {
        if case .full(let countryCode, let national, let ext)? = self.fastPathReading(of: text, region: region),
            UsualWriting.isOne(text),
            let key = NumberReading.full(countryCode: countryCode, national: national, ext: ext).key
        {
            return body(.number(key))
        }
        NumberText(numbers: self, region: region).read(text, body)
    }

    /// The reading of digits, blanks and dashes without `+` and prefix, as spreadsheets leave them of a number in E.164 or of a
    /// national one.
    ///
    /// They are E.164 where they are longer than national numbers are and known so, or where they are known so and no number of
    /// the region. (`4915223433301` is a mobile phone rather than a line in Leer, 0491.)
    func bareReading(of digits: [UInt8], region: Region?) -> NumberReading {
        let count = digits.count(where: ASCII.isDigit)
        var international: (reading: NumberReading, isKnown: Bool)?
        if count >= Self.fewestBareDigits, digits.first != UInt8(ascii: "0") {
            let reading = ([UInt8(ascii: "+")] + digits).withUnsafeBytes { self.reading(of: $0, region: region) }
            if case .full(let countryCode, let number, _) = reading {
                let isLong = count >= UsualWriting.mostNationalDigits
                if isLong, countryCode == region.flatMap(LibPhoneNumber.countryCode) { return reading }
                international = (reading, LibPhoneNumber.isValid(countryCode: countryCode, national: number))
                if isLong, international?.isKnown == true { return reading }
            }
        }
        let national = digits.withUnsafeBytes { self.reading(of: $0, region: region) }
        guard let international, international.isKnown, national != international.reading else { return national }
        if case .full(let countryCode, let number, _) = national,
            LibPhoneNumber.isValid(countryCode: countryCode, national: number)
        {
            return national
        }
        return international.reading
    }

    private static let fewestBareDigits = 9
}

/// Tells the spellings of one number from those of two, or of a number in E.164 whose `+` is lost; ``FastPath`` reads all of them.
enum UsualWriting {
    /// Digits, from which on a national number is rather one with its country calling code.
    static let mostNationalDigits = 12

    /// Whether a text of digits and punctuation is one number.
    ///
    /// Not a slash or a bracket behind seven digits (`030 23125123/24`), which may begin another line, nor a dash between blanks
    /// there, which may be a range; nor a decimal fraction; nor twelve digits and more without a prefix.
    @inline(__always)
    static func isOne(_ text: UnsafeRawBufferPointer) -> Bool {
        var digits = 0
        var hasPrefix = false
        var previous: UInt8 = 0
        var (dots, whole) = (0, 0)
        for byte in text {
            if byte &- 0x30 < 10 {
                if digits == 0 { hasPrefix = hasPrefix || byte == 0x30 }
                digits &+= 1
            } else if byte == UInt8(ascii: "+") {
                hasPrefix = true
            } else if byte == UInt8(ascii: ".") {
                (dots, whole) = (dots &+ 1, digits)
            } else if digits > 6,
                byte == UInt8(ascii: "/") || byte == UInt8(ascii: "(") || (byte == UInt8(ascii: "-") && previous == 0x20)
            {
                return false
            }
            previous = byte
        }
        if dots == 1, digits &- whole <= 2 { return false }
        return hasPrefix || digits < self.mostNationalDigits
    }
}
