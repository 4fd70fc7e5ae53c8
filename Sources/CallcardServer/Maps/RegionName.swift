internal import CallModel
internal import Foundation

/// Names of countries, in English as the geocoder's are.
enum RegionName {
    private static let english = Locale(identifier: "en")

    /// `nil` for regions that have none.
    static func of(_ region: Region) -> String? {
        Self.english.localizedString(forRegionCode: region.code)
    }
}
