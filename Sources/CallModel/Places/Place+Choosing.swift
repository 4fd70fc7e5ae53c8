extension Place {
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
    /// - Returns: `nil` where it has none of them.
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
        let isSaid = country.map { number.location?.hasSuffix($0) ?? false } ?? true
        self.init(.region, parts: [number.location, isSaid ? nil : country])
    }

    /// Of all places that are known of a caller the one to show: the address wins, then the internet address, then the number (S14).
    ///
    /// - Parameters:
    ///   - internet: The place of the caller's internet address; looked for only where the caller has no address.
    ///   - number: The place of the number; likewise.
    public static func best(
        caller: Caller?, internet: @autoclosure () -> Place?, number: @autoclosure () -> Place?
    ) -> Place? {
        caller.flatMap(Place.init(addressOf:)) ?? internet() ?? number()
    }
}
