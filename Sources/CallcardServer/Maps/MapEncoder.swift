internal import CallModel
internal import ContextTemplates
internal import Enrichment
internal import Sessions
internal import StrictJSON

/// Makes the map of an entry's caller, as sure as their place is known (S13–S15).
///
/// Everything is worked out here: no provider hears of a caller before a browser opens one of the links.
struct MapEncoder: Sendable {
    let shelf: InteractionEncoder

    /// Writes the member `map` where the service shows maps and something is held that tells where the caller is.
    func write(_ entry: Interaction, to writer: inout JSONWriter) {
        let site = self.shelf.sites.current
        guard let service = site.services[entry.service], service.settings.widgets.map else { return }
        let (number, context) = self.shelf.caller(of: entry)
        let place = Place.best(
            caller: context?.caller,
            internet: site.maps.finder.flatMap { finder in self.shelf.address(of: entry).flatMap(finder.place) },
            number: number.flatMap { Place(of: $0, countryName: RegionName.of) })
        guard let place else { return }
        let values = ContextValues(
            number: number ?? .withheld, caller: context?.caller, service: service.settings,
            parameters: context?.parameters ?? [], user: entry.user, session: entry.session, place: place)
        guard let links = service.map.links(for: values) else { return }
        writer.object("map") { writer in
            writer.member("precision", place.precision.rawValue)
            writer.member("label", place.label)
            writer.member("link", links.link)
            writer.member("embed", links.embed)
        }
    }
}
