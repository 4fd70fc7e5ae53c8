import CPhoneNumber
import CallModel

/// A reader of any text through libphonenumber, by the contract's rules. Correct and slow; ``FastPath`` must agree with it.
struct LibraryReader: Sendable {
    /// The maximum number of bytes that are looked at.
    static let longestText = 256
    /// The maximum number of digits of a number in any plan: prefixes, country calling code, 17 digits.
    static let mostDigits = 28

    /// The reading of `text`, in `region` where it is a national writing; a region that the library does not know counts as none.
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
            if WithheldCode.isOne(number) { return .withheld }
            switch number.possibility {
            case .localOnly: return .short(number.national)
            case .impossible where !number.hasLengthOfE164: return .refused(.invalidNumber)
            case .possible, .impossible:
                return .full(countryCode: number.countryCode, national: number.national, ext: number.ext)
            }
        case .failure(.noCountry):
            let isNational = region == nil && !digits.hasPlus && digits.count <= Self.mostDigits
            return .refused(isNational ? .regionRequired : .invalidNumber)
        case .failure:
            return .refused(.invalidNumber)
        }
    }
}

extension LibPhoneNumber.Parsed {
    /// Whether the number was written with a country calling code and has a length that E.164 allows. Such a number is possible
    /// whatever the plan says: plans get new lengths faster than metadata do (Benin went from 8 digits to 10 in 2024).
    fileprivate var hasLengthOfE164: Bool {
        self.isInternational && NumberReading.isLengthOfE164(countryCode: self.countryCode, national: self.national)
    }
}

extension WithheldCode {
    /// Whether a network wrote this number in place of one that is kept back.
    fileprivate static func isOne(_ number: LibPhoneNumber.Parsed) -> Bool {
        number.isInternational && self.isOne(countryCode: number.countryCode, national: number.national)
    }
}

/// The digits of a text, in whatever script they are written.
struct Digits {
    /// The maximum number of digits that ``first`` holds.
    static let capacity = 32

    /// The number of digits, an extension's included.
    let count: Int
    /// The first of them, as ASCII.
    let first: [UInt8]
    /// Whether a plus sign stands before them.
    let hasPlus: Bool
    /// Whether all else is punctuation and space.
    let isPlain: Bool

    /// Scans a text in UTF-8.
    init(of text: [UInt8]) {
        var scan = cpn_scan()
        self.first = Array(unsafeUninitializedCapacity: Self.capacity) { buffer, initialized in
            buffer.withMemoryRebound(to: CChar.self) { buffer in
                text.withUnsafeBytes { bytes in
                    scan = cpn_digits(
                        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, buffer.baseAddress, buffer.count)
                }
            }
            initialized = min(scan.digits, Self.capacity)
        }
        self.count = scan.digits
        self.hasPlus = scan.has_plus != 0
        self.isPlain = scan.is_plain != 0
    }
}
