import ArgumentParser
import CallModel

/// Reads `--region`.
enum RegionOption {
    static func region(_ text: String?) throws -> Region? {
        guard let text else { return nil }
        guard let region = Region(text.uppercased()) else {
            throw ValidationError("a region is two letters (ISO 3166-1 alpha-2), such as DE")
        }
        return region
    }
}
