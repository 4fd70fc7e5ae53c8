/// The place of a caller, as precisely as it is known.
public struct Place: Hashable, Sendable {
    /// The certainty and precision of the place.
    public let precision: PlacePrecision
    /// The place in words, for people and for maps: `Musterstraße 1, 10115 Berlin, Germany`. Never empty.
    public let label: String
    /// The point on the globe; `nil` where the source has none.
    public var coordinates: Coordinates?

    /// The place of a caller's address, as exact as the address is.
    ///
    /// A street without anything that says where it is names no place: there is one of that name in many towns.
    ///
    /// - Returns: `nil` where the caller has no address.
    public init?(addressOf caller: Caller) {
        let (street, postCode, city) = (caller[.streetAddress], caller[.postCode], caller[.city])
        let (state, country) = (caller[.state], caller[.country])
        let precision: PlacePrecision
        switch (postCode, city, state, country) {
        case (nil, nil, nil, nil): return nil
        case _ where street != nil: precision = .street
        case (_?, _, _, _): precision = .postcode
        case (nil, _?, _, _): precision = .city
        case (nil, nil, _?, _): precision = .state
        case (nil, nil, nil, _?): precision = .country
        }
        let town = [postCode, city].compactMap(\.self).joined(separator: " ")
        self.init(precision, parts: [street, town.isEmpty ? nil : town, state == city ? nil : state, country])
    }

    /// The supposed place of an internet address.
    ///
    /// - Parameters:
    ///   - city: English names, each where the database has it.
    ///   - state: State, canton or province.
    ///   - country: The country.
    ///   - coordinates: Where the database says so.
    /// - Returns: `nil` where it has none of the names.
    public init?(supposedCity city: String?, state: String?, country: String?, coordinates: Coordinates?) {
        self.init(.ip, parts: [city, state, country], coordinates: coordinates)
    }

    /// The area or country of a telephone number.
    ///
    /// - Parameter countryName: A country's English name.
    /// - Returns: `nil` for numbers of no place, and withheld and internal ones.
    public init?(of number: CallerNumber, countryName: (Region) -> String?) {
        guard case .full(let number) = number else { return nil }
        let country = number.region.flatMap(countryName)
        // For numbers of no area the geocoder itself says the country.
        let namesCountry = country.map { number.location?.hasSuffix($0) ?? false } ?? true
        self.init(.region, parts: [number.location, namesCountry ? nil : country])
    }

    /// The place to show of all that are known of a caller: the address wins, then the internet address, then the number (S14).
    ///
    /// - Parameters:
    ///   - internet: The place of the caller's internet address; looked for only where the caller has no address.
    ///   - number: The place of the number; likewise.
    public static func best(
        caller: Caller?, internet: @autoclosure () -> Place?, number: @autoclosure () -> Place?
    ) -> Place? {
        caller.flatMap(Place.init(addressOf:)) ?? internet() ?? number()
    }

    private init?(_ precision: PlacePrecision, parts: [String?], coordinates: Coordinates? = nil) {
        let names = parts.compactMap { $0.flatMap(FieldText.clean) }
        // Cities that are a state of their own are named once.
        let label = names.enumerated().filter { !names[..<$0.offset].contains($0.element) }.map(\.element).joined(separator: ", ")
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

        /// A point on the globe; `nil` where the degrees are out of range.
        public init?(latitude: Double, longitude: Double) {
            guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
            self.latitude = latitude
            self.longitude = longitude
        }
    }
}

extension Place: Redacted {}
extension Place.Coordinates: Redacted {}

/// The certainty and precision of a caller's place; the first is the surest (S15).
public enum PlacePrecision: String, Hashable, Sendable, CaseIterable, Comparable {
    /// A street, in an address that says more than the street.
    case street
    /// A post code, with or without its town.
    case postcode
    /// A city or town.
    case city
    /// State, canton or province.
    case state
    /// A country and nothing nearer.
    case country
    /// The place that a database has for the caller's internet address.
    case ip
    /// The area or country of the telephone number.
    case region

    /// The zoom of a map of such a place, 0 (the world) to 19 (a house) as web maps count: the less is known, the wider the view.
    public var zoom: Int {
        switch self {
        case .street: 17
        case .postcode: 14
        case .city: 12
        case .state: 8
        case .country: 6
        case .ip: 5
        case .region: 4
        }
    }

    /// Whether a place of `lhs` is surer than one of `rhs`.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.zoom > rhs.zoom }
}

/// Finds the places of internet addresses.
public protocol PlaceFinder: Sendable {
    /// The supposed place of an address; `nil` where none is known. Returns at once, without any request.
    func place(of address: IPAddress) -> Place?
}
