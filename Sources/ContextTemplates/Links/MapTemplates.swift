public import CallModel

/// Whose maps are shown where a service doesn't say otherwise.
public struct MapTemplates: Hashable, Sendable {
    /// The page that a click opens.
    public var link: String
    /// The page to show inside of ours.
    public var embed: String

    /// Google Maps. It fits the view to what it finds; the page for frames minds the zoom.
    public static let google = MapTemplates(
        link: "https://www.google.com/maps/search/?api=1&query={Place.Label}&zoom={Place.Zoom}",
        embed: "https://www.google.com/maps?q={Place.Label}&z={Place.Zoom}&output=embed")

    public init(link: String, embed: String) {
        self.link = link
        self.embed = embed
    }

    /// What holds for a service: an owner's own template serves both, so that no other provider learns of its callers' places.
    public func settled(for map: ServiceSettings.Map) -> MapTemplates {
        map.template.map { MapTemplates(link: $0, embed: $0) } ?? self
    }
}
