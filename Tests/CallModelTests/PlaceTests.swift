import CallModel
import Testing

@Suite("S13 S14 S15 The place of a caller")
struct PlaceTests {
    private static func caller(_ fields: [CallerField: String]) -> Caller {
        var caller = Caller()
        for (field, value) in fields { caller[field] = value }
        return caller
    }

    private static let whole: [CallerField: String] = [
        .streetAddress: "Musterstraße 1", .postCode: "01067", .city: "Dresden", .state: "Sachsen", .country: "Germany",
    ]
    private static let number = PhoneNumber(
        e164: "+493023125123", international: "+49 30 23125123", national: "030 23125123", countryCode: 49, region: Region("DE"),
        location: "Berlin")
    private static let internet = Place(supposedCity: "London", state: "England", country: "United Kingdom", coordinates: nil)

    private static func name(_ region: Region) -> String? { ["DE": "Germany", "US": "United States"][region.code] }

    @Test(
        "S15 It is as exact as the address",
        arguments: [
            ([], .street, "Musterstraße 1, 01067 Dresden, Sachsen, Germany"),
            ([.streetAddress], .postcode, "01067 Dresden, Sachsen, Germany"),
            ([.streetAddress, .postCode], .city, "Dresden, Sachsen, Germany"),
            ([.streetAddress, .postCode, .city], .state, "Sachsen, Germany"),
            ([.streetAddress, .postCode, .city, .state], .country, "Germany"),
            ([.postCode], .street, "Musterstraße 1, Dresden, Sachsen, Germany"),
            ([.postCode, .city, .state, .country], nil, nil),
            ([.streetAddress, .city, .state, .country], .postcode, "01067"),
            ([.streetAddress, .postCode, .city, .state, .country], nil, nil),
        ] as [([CallerField], PlacePrecision?, String?)])
    func steps(missing: [CallerField], precision: PlacePrecision?, label: String?) {
        let place = Place(addressOf: Self.caller(Self.whole.filter { !missing.contains($0.key) }))
        #expect(place?.precision == precision && place?.label == label)
    }

    @Test("A street alone may be anywhere: it is no place")
    func streetAlone() {
        #expect(Place(addressOf: Self.caller([.streetAddress: "Musterstraße 1"])) == nil)
    }

    @Test("A city that is a state of its own is named once")
    func cityState() {
        let place = Place(addressOf: Self.caller([.postCode: "10115", .city: "Berlin", .state: "Berlin"]))
        #expect(place?.label == "10115 Berlin")
        #expect(Place(supposedCity: "Berlin", state: "Berlin", country: "", coordinates: nil)?.label == "Berlin")
    }

    @Test("S14 The address wins, then the internet address, then the number")
    func order() {
        let dresden = Self.caller([.city: "Dresden"])
        let region = Place(of: .full(Self.number), countryName: Self.name)
        #expect(Place.best(caller: dresden, internet: Self.internet, number: region)?.label == "Dresden")
        #expect(Place.best(caller: Self.caller([.lastName: "Meier"]), internet: Self.internet, number: region)?.precision == .ip)
        #expect(Place.best(caller: nil, internet: nil, number: region)?.precision == .region)
    }

    @Test("S13 Where nothing is known there is none")
    func nothing() {
        #expect(Place.best(caller: nil, internet: nil, number: nil) == nil)
        #expect(Place(of: .withheld, countryName: Self.name) == nil && Place(of: .short("4711"), countryName: Self.name) == nil)
        #expect(Place(supposedCity: nil, state: "", country: " ", coordinates: nil) == nil)
    }

    @Test(
        "A number's area is told with its country, once",
        arguments: [
            ("Berlin", "DE", "Berlin, Germany"), ("Germany", "DE", "Germany"), (nil, "DE", "Germany"), ("Berlin", "FR", "Berlin"),
            ("Berlin", nil, "Berlin"), (nil, nil, nil), (nil, "FR", nil), ("New York, NY", "US", "New York, NY, United States"),
        ] as [(String?, String?, String?)])
    func area(location: String?, region: String?, label: String?) {
        let number = PhoneNumber(
            e164: "+493023125123", international: "", national: "", countryCode: 49, region: region.flatMap { Region($0) },
            location: location)
        #expect(Place(of: .full(number), countryName: Self.name)?.label == label)
    }

    @Test("S15 The less is known, the wider the view")
    func zoom() {
        let zooms = PlacePrecision.allCases.map(\.zoom)
        #expect(zooms == zooms.sorted(by: >) && Set(zooms).count == zooms.count)
        #expect(zooms.allSatisfy { (0...19).contains($0) })
        #expect(PlacePrecision.street < .ip && PlacePrecision.ip < .region)
    }

    @Test("Places and addresses are not printed")
    func redacted() throws {
        let address = try #require(IPAddress(bytes: [192, 0, 2, 7]))
        for text in ["\(try #require(Self.internet))", String(reflecting: address), "\([address])"] {
            #expect(text.contains("‹redacted›") && !text.contains("192") && !text.contains("London"))
        }
    }

    @Test("IPv4 written as IPv6 is IPv4; other counts of bytes are no address")
    func addresses() {
        #expect(IPAddress(bytes: Array(repeating: 0, count: 10) + [0xFF, 0xFF, 192, 0, 2, 7])?.bytes == [192, 0, 2, 7])
        #expect(IPAddress(bytes: [1, 2, 3]) == nil && IPAddress(bytes: []) == nil)
    }
}
