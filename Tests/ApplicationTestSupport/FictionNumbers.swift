package import CallModel

/// Reads numbers of four countries: `+` and digits, and digits where a region says which country; nothing else.
package struct FictionNumbers: NumberParser, NumberFinder {
    private static let countries: [(code: Int, region: String)] = [(49, "DE"), (44, "GB"), (33, "FR"), (1, "US")]
    private static let withheld: Set<String> = ["", "anonymous", "restricted", "unknown"]

    /// The parser has nothing to load.
    package init() {}

    package func read(_ text: String, region: Region?) throws(NumberError) -> CallerNumber {
        if Self.withheld.contains(text.lowercased()) { return .withheld }
        let digits = text.filter { ("0"..."9").contains($0) }
        guard (7...15).contains(digits.count) else { throw .invalidNumber }
        guard !text.hasPrefix("+") else {
            guard let country = Self.countries.first(where: { digits.hasPrefix(String($0.code)) }) else { throw .invalidNumber }
            return Self.fullNumber(in: country, digits.dropFirst(String(country.code).count))
        }
        guard let region else { throw .regionRequired }
        guard let country = Self.countries.first(where: { $0.region == region.code }) else { throw .invalidNumber }
        return Self.fullNumber(in: country, digits.drop { $0 == "0" })
    }

    package func holdsNumber(_ text: String, region: Region?) -> Bool {
        if case .full? = try? self.read(text, region: region) { true } else { false }
    }

    private static func fullNumber(in country: (code: Int, region: String), _ national: Substring) -> CallerNumber {
        .full(
            PhoneNumber(
                e164: "+\(country.code)\(national)", international: "+\(country.code) \(national)", national: "0\(national)",
                countryCode: country.code, region: Region(country.region)))
    }
}
