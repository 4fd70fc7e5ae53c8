import CallModel
import ContextTemplates
import Testing

@Suite("S13 S15 Links to maps")
struct MapLinkMakerTests {
    private static let address: Place? = {
        var caller = Caller()
        caller[.streetAddress] = "Rue de l'Église & Fils #1"
        caller[.city] = "Zürich"
        return Place(addressOf: caller)
    }()
    private static let internet = Place(
        supposedCity: "Quito", state: nil, country: "Ecuador", coordinates: .init(latitude: -0.00004, longitude: -78.52495))

    private static func values(_ place: Place?, caller: Caller? = nil) -> ContextValues {
        ContextValues(number: .withheld, caller: caller, service: SampleCall.service, place: place)
    }

    private static func maker(_ map: ServiceSettings.Map, _ templates: MapTemplates = .google) -> MapLinkMaker {
        var settings = SampleCall.service
        settings.map = map
        return MapLinkMaker(settings: settings, templates: templates)
    }

    @Test("Without any word it is Google Maps, and nothing inside the page")
    func google() {
        let links = Self.maker(.init()).links(for: Self.values(Self.address))
        let query = "Rue%20de%20l%27%C3%89glise%20%26%20Fils%20%231%2C%20Z%C3%BCrich"
        #expect(links?.link == "https://www.google.com/maps/search/?api=1&query=\(query)&zoom=17")
        #expect(links?.embed == nil)
        let drawn = Self.maker(.init(auto: true)).links(for: Self.values(Self.address))
        #expect(drawn?.embed == "https://www.google.com/maps?q=\(query)&z=17&output=embed")
    }

    @Test("An owner's template serves both, so that nobody else learns of the place")
    func owners() {
        let template = "https://maps.example/?q={Place.Label}&z={Place.Zoom}&how={Place.Precision}"
        let links = Self.maker(.init(template: template, auto: true)).links(for: Self.values(Self.internet))
        #expect(links?.link == "https://maps.example/?q=Quito%2C%20Ecuador&z=5&how=ip")
        #expect(links?.embed == links?.link)
    }

    @Test("The operator's templates hold where the owner has none")
    func operators() {
        let templates = MapTemplates(link: "https://a.example/{Place.Label}", embed: "https://b.example/{Place.Label}")
        let links = Self.maker(.init(auto: true), templates).links(for: Self.values(Self.internet))
        #expect(links?.link == "https://a.example/Quito%2C%20Ecuador" && links?.embed == "https://b.example/Quito%2C%20Ecuador")
    }

    @Test("Degrees have four decimals, no exponent and no zero with a sign")
    func degrees() {
        let map = ServiceSettings.Map(template: "https://maps.example/@{Place.Latitude},{Place.Longitude},{Place.Zoom}z")
        #expect(Self.maker(map).links(for: Self.values(Self.internet))?.link == "https://maps.example/@0,-78.525,5z")
        var place = Self.internet
        place?.coordinates = .init(latitude: 52, longitude: 0.0102)
        #expect(Self.maker(map).links(for: Self.values(place))?.link == "https://maps.example/@52,0.0102,5z")
        place?.coordinates = nil
        #expect(Self.maker(map).links(for: Self.values(place)) == nil)
    }

    @Test("A template of a caller's fields makes maps of addresses only, never a link without a place")
    func callerFields() {
        let maker = Self.maker(.init(template: "https://maps.example/?q={Customer.City}&u={Service.Id}"))
        #expect(maker.links(for: Self.values(Self.internet)) == nil)
        #expect(
            maker.links(for: Self.values(Self.address, caller: SampleCall.caller))?.link
                == "https://maps.example/?q=Z%C3%BCrich&u=support")
    }

    @Test(
        "What is no map is a fault, and makes no link",
        arguments: [
            "https://maps.example/", "https://maps.example/?z={Place.Zoom}", "https://{Place.Label}.example/",
            "http://maps.example/{Place.Label}", "https://maps.example/{Place.Lable}", "javascript:{Place.Label}",
            "tel:{Place.Label}", "https://user@maps.example/{Place.Label}", "https://maps.example/{+Place.Label}",
        ])
    func faults(template: String) {
        #expect(!MapURLTemplate(template).faults.isEmpty)
        #expect(Self.maker(.init(template: template)).links(for: Self.values(Self.internet)) == nil)
    }

    @Test("Only web pages are maps, whatever schemes the operator allows")
    func webOnly() {
        #expect(!MapURLTemplate("msteams:/{Place.Label}", schemes: SampleCall.schemes).faults.isEmpty)
        #expect(MapURLTemplate("http://maps.example/{Place.Label}", schemes: SampleCall.schemes).faults.isEmpty)
    }

    @Test(
        "Contexts don't know places", arguments: ["https://crm.example/?at={Place.Label}", "https://crm.example/$(Place.Zoom)"])
    func contexts(template: String) {
        #expect(ContextURLTemplate(template).problems.map(\.code) == [.unknownVariable])
        #expect(
            ContextURLTemplate("https://crm.example/", required: ["Place.Label"]).problems.contains {
                $0.code == .unknownRequired
            })
        #expect(VariableRegistry.suggestion(for: "Place.Lable") == nil)
        #expect(VariableRegistry.suggestion(for: "Place.Lable", purpose: .map) == "Place.Label")
    }

    @Test("The built-in templates are good")
    func builtIn() {
        #expect(MapURLTemplate(MapTemplates.google.link).faults == [] && MapURLTemplate(MapTemplates.google.embed).faults == [])
    }
}
