internal import CallModel
internal import Foundation

/// The region that is most likely meant by a text that names none.
enum RegionAdvice {
    /// Codes that people write beside those of ISO 3166-1.
    private static let usual = ["UK": "GB", "EN": "GB", "EL": "GR", "USA": "US", "GER": "DE", "AUT": "AT", "SUI": "CH"]

    /// - Parameter text: A code in any case, or a country's name in English or in its own language.
    /// - Returns: Its two letters; `nil` where nothing is near.
    static func meant(by text: String) -> String? {
        let code = text.trimmingCharacters(in: .whitespaces).uppercased()
        if let usual = Self.usual[code] { return usual }
        let regions = Locale.Region.isoRegions.map(\.identifier).filter { Region($0) != nil }
        if code.utf8.count == 2 { return text == code ? nil : regions.first { $0 == code } }
        let english = Locale(identifier: "en")
        return regions.first { region in
            let own = Locale(identifier: "und_\(region)")
            let names = [english, Locale(identifier: own.language.minimalIdentifier + "_\(region)"), own]
            return names.contains { $0.localizedString(forRegionCode: region)?.uppercased() == code }
        }
    }
}
