import CallModel

/// Reads any text through libphonenumber, by the contract's rules. Correct and slow; ``FastPath`` must agree with it.
struct LibraryReader: Sendable {
    /// Most bytes that are looked at.
    static let longestText = 256
    /// Most digits of a number in any plan: prefixes, country calling code, 17 digits.
    static let mostDigits = 28

    func read(_ text: [UInt8], region: Region?) -> NumberReading {
        guard text.count <= Self.longestText else { return .refused(.invalidNumber) }
        switch BareNumberText(text) {
        case .withheld: return .withheld
        case .nothing: return .refused(.invalidNumber)
        case .number(let text, let hasContext): return self.read(text, region: region, hasContext: hasContext)
        }
    }

    private func read(_ text: [UInt8], region: Region?, hasContext: Bool) -> NumberReading {
        let region = region.flatMap { LibPhoneNumber.countryCode(of: $0) == nil ? nil : $0 }
        let digits = Digits(of: text)
        guard digits.count > 0 else { return .refused(.invalidNumber) }
        let parsed: Result<LibPhoneNumber.Parsed, LibPhoneNumber.Refusal>
        do {
            parsed = .success(try LibPhoneNumber.parse(text, region: region))
        } catch .unusable {
            return .refused(.invalidNumber)
        } catch {
            parsed = .failure(error)
        }
        if !hasContext, !digits.hasPlus,
            let short = InternalNumber.digits(of: text, digits, parsed: parsed, region: region)
        {
            return .short(short)
        }
        switch parsed {
        case .success(let number):
            return switch number.possibility {
            case .possible: .full(countryCode: number.countryCode, national: number.national, ext: number.ext)
            case .localOnly: .short(number.national)
            case .impossible: .refused(.invalidNumber)
            }
        case .failure(.noCountry):
            let isNational = region == nil && !digits.hasPlus && digits.count <= Self.mostDigits
            return .refused(isNational ? .regionRequired : .invalidNumber)
        case .failure:
            return .refused(.invalidNumber)
        }
    }
}
