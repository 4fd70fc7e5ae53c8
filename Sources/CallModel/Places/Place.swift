/// Where a caller is, as well as that is known.
public struct Place: Hashable, Sendable {
    public let precision: PlacePrecision
    /// In words that people read and maps find: `Musterstraße 1, 10115 Berlin, Germany`. Never empty.
    public let label: String
    /// Where it is on the globe, where the source says so.
    public var coordinates: Coordinates?

    /// - Returns: `nil` where nothing is left of the label's parts.
    init?(_ precision: PlacePrecision, parts: [String?], coordinates: Coordinates? = nil) {
        let said = parts.compactMap { $0.flatMap(FieldText.clean) }
        // Cities that are a state of their own are named once.
        let label = said.enumerated().filter { !said[..<$0.offset].contains($0.element) }.map(\.element).joined(separator: ", ")
        guard !label.isEmpty else { return nil }
        self.precision = precision
        self.label = label
        self.coordinates = coordinates
    }

    /// Degrees north and east (WGS 84).
    public struct Coordinates: Hashable, Sendable {
        /// -90 to 90.
        public let latitude: Double
        /// -180 to 180.
        public let longitude: Double

        /// - Returns: `nil` where they are not on the globe.
        public init?(latitude: Double, longitude: Double) {
            guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
            self.latitude = latitude
            self.longitude = longitude
        }
    }
}

extension Place: Redacted {}
extension Place.Coordinates: Redacted {}
