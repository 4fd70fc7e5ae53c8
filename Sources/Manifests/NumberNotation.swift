package import CallModel

/// The writings of a number that templates and jq programs may use as `number.<name>`.
///
/// CRMs keep numbers as people typed them; a manifest searches for the writings that are likely there.
package enum NumberNotation: String, CaseIterable, Sendable {
    /// `+493023125123`
    case e164
    /// `493023125123`
    case digits
    /// `+49 30 23125123`
    case international
    /// `030 23125123`
    case national
    /// `03023125123`, as it is dialled at home: the digits of ``national``.
    case dialled
    /// `3023125123`, without the country's code and its trunk prefix.
    case nationalDigits
    /// `49`
    case countryCode
    /// `DE`; absent for numbers of no country.
    case region
    /// The last digits, for CRMs that can search the end of a number only.
    case last7, last8, last9, last10

    /// The writing of `number`; `nil` where there is none.
    package func write(_ number: PhoneNumber) -> String? {
        switch self {
        case .e164: number.e164
        case .digits: String(number.digits)
        case .international: number.international
        case .national: number.national
        case .dialled: String(number.national.unicodeScalars.filter { ("0"..."9").contains($0) }.map(Character.init))
        case .nationalDigits: String(number.nationalDigits)
        case .countryCode: String(number.countryCode)
        case .region: number.region?.code
        case .last7: Self.last(7, of: number)
        case .last8: Self.last(8, of: number)
        case .last9: Self.last(9, of: number)
        case .last10: Self.last(10, of: number)
        }
    }

    /// All of the number's digits where it has fewer.
    private static func last(_ count: Int, of number: PhoneNumber) -> String {
        String(number.nationalDigits.suffix(count))
    }
}
