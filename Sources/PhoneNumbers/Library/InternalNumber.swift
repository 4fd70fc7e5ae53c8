import CallModel

/// Short and internal numbers: at most six digits, dialled as they are.
enum InternalNumber {
    /// The maximum number of digits of an internal number.
    private static let longest = 6

    /// A region in which the library neither strips nor rewrites anything of up to six digits, for texts without a region.
    private static let neutral = Region("DK")

    /// The digits of an internal number; `nil` where `text` is none.
    ///
    /// Not internal is what begins with the region's international prefix, or with its trunk prefix and something behind, or
    /// what its numbering plan knows as a number. A trunk prefix other than `0…` counts only where the library takes it
    /// off: extension 1001 exists in the US too, where the prefix is 1. Without a region, a leading 0 is taken for a prefix.
    ///
    /// - Parameter parsed: What the library made of `text` in `region`; the text has neither `+` nor a phone context.
    static func digits(
        of text: [UInt8], _ digits: Digits, parsed: Result<LibPhoneNumber.Parsed, LibPhoneNumber.Refusal>, region: Region?
    ) -> DigitRun? {
        guard let main = Self.withoutExtension(text, digits), (1...Self.longest).contains(main.count) else { return nil }
        guard let region else { return Self.begins(main, with: "0") ? nil : main }
        switch parsed {
        case .failure(.notANumber):
            return Self.hasTrunkPrefix(main, national: nil, region: region) ? nil : main
        case .failure:
            return nil
        case .success(let number):
            guard !number.hadPrefix, !Self.hasTrunkPrefix(main, national: number.national, region: region),
                !LibPhoneNumber.isValid(countryCode: number.countryCode, national: number.national)
            else { return nil }
            return main
        }
    }

    /// The text's digits less those of an extension; `nil` where letters stand for digits, or the library sees no number.
    private static func withoutExtension(_ text: [UInt8], _ digits: Digits) -> DigitRun? {
        if digits.isPlain { return DigitRun(digits.first.prefix(digits.count)) }
        guard digits.count <= digits.first.count, let number = try? LibPhoneNumber.parse(text, region: Self.neutral) else {
            return nil
        }
        let main = DigitRun(digits.first.dropLast(number.ext?.utf8.count ?? 0))
        return main == number.national ? main : nil
    }

    /// - Parameter national: What the library made of `digits`; `nil` where it saw no number.
    private static func hasTrunkPrefix(_ digits: DigitRun, national: DigitRun?, region: Region) -> Bool {
        let prefix = LibPhoneNumber.trunkPrefix(of: region).text
        guard self.begins(digits, with: prefix) else { return false }
        return prefix.utf8.first == UInt8(ascii: "0") || national.map { $0.count < digits.count } ?? false
    }

    /// Whether something stands behind the prefix.
    private static func begins(_ digits: DigitRun, with prefix: String) -> Bool {
        !prefix.isEmpty && digits.count > prefix.utf8.count && digits.text.hasPrefix(prefix)
    }
}
