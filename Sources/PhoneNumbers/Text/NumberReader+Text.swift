package import CallModel

extension NumberReader {
    /// - Complexity: O(bytes), no allocation, for a field that holds one number in a usual spelling; 3–300 µs for others.
    package func readNumbers(in text: UnsafeRawBufferPointer, region: Region?, _ body: (NumberInText) -> Void) {
        if case .full(let countryCode, let national, let ext)? = self.fastPathReading(of: text, region: region),
            UsualWriting.isOne(text),
            let key = NumberReading.full(countryCode: countryCode, national: national, ext: ext).key
        {
            body(.number(key))
            if let withoutPlus = self.keyWithoutPlus(of: text, besides: key) { body(.withoutPlus(withoutPlus)) }
            return
        }
        NumberText(numbers: self, region: region).read(text, body)
    }

    /// Reads digits, blanks and dashes: a national writing, and E.164 without its `+`; alone where they are no national one.
    ///
    /// - Returns: `nil` where they are neither.
    func bareReading(of digits: [UInt8], region: Region?) -> (reading: NumberReading, withoutPlus: NumberKey?)? {
        digits.withUnsafeBytes { bytes in
            let national = self.reading(of: bytes, region: region)
            let withoutPlus = self.keyWithoutPlus(of: bytes, besides: national.key)
            if national.key != nil { return (national, withoutPlus) }
            guard let withoutPlus, let (countryCode, number) = LibPhoneNumber.split(withoutPlus.rawValue),
                LibPhoneNumber.isValid(countryCode: countryCode, national: number)
            else { return nil }
            return (.full(countryCode: countryCode, national: number, ext: nil), nil)
        }
    }
}

/// Tells the spellings of one number from those of two, or of a decimal fraction; ``FastPath`` reads all of them.
enum UsualWriting {
    /// Whether a text of digits and punctuation is one number.
    ///
    /// Not a slash or a bracket behind seven digits (`030 23125123/24`), which may begin another line, nor a dash between blanks
    /// there, which may be a range; nor two dots; nor eight digits in three groups, which may be a date; nor a decimal fraction.
    @inline(__always)
    static func isOne(_ text: UnsafeRawBufferPointer) -> Bool {
        var digits = 0
        var previous: UInt8 = 0
        var (dots, whole, marks) = (0, 0, 0)
        for byte in text {
            if byte &- 0x30 < 10 {
                digits &+= 1
            } else if byte == UInt8(ascii: ".") {
                if previous == byte { return false }
                (dots, whole, marks) = (dots &+ 1, digits, marks &+ 1)
            } else if digits > 6,
                byte == UInt8(ascii: "/") || byte == UInt8(ascii: "(") || (byte == UInt8(ascii: "-") && previous == 0x20)
            {
                return false
            } else if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") {
                marks &+= 1
            }
            previous = byte
        }
        if marks == 2, digits <= 8 { return false }
        return dots != 1 || digits &- whole > 2
    }
}
