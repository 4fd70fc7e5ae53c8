package import CallModel
internal import ContextTemplates
internal import Foundation
internal import Sessions

/// The place of an interaction's caller, as surely as it is known, with links to maps (S13–S15).
///
/// Everything is worked out here: no provider hears of a caller before a browser opens one of the links.
package struct CallerMap: Hashable, Sendable, Redacted {
    /// The certainty with which the place is known.
    package let precision: PlacePrecision
    /// The place in words.
    package let label: String
    /// The map, to be opened.
    package let link: String
    /// The map, to be shown inside of a page; `nil` where the provider has none for that.
    package let embed: String?

    /// `nil` where the service shows no maps, or nothing is held that tells where the caller is.
    init?(
        of interaction: Interaction, _ service: RuntimeConfiguration.Service, finder: (any PlaceFinder)?,
        callers: InteractionCallers
    ) {
        guard service.settings.widgets.map else { return nil }
        let (number, context) = callers.caller(of: interaction)
        let place = Place.best(
            caller: context?.caller,
            internet: finder.flatMap { finder in callers.address(of: interaction).flatMap(finder.place) },
            number: number.flatMap { Place(of: $0, countryName: Self.countryName) })
        guard let place else { return nil }
        let values = ContextValues(
            number: number ?? .withheld, caller: context?.caller, service: service.settings,
            parameters: context?.parameters ?? [], user: interaction.user, session: interaction.session, place: place)
        guard let links = service.map.links(for: values) else { return nil }
        self.precision = place.precision
        self.label = place.label
        self.link = links.link
        self.embed = links.embed
    }

    private static let english = Locale(identifier: "en")

    /// A country's name in English, as the geocoder's are; `nil` for regions that have none.
    private static func countryName(_ region: Region) -> String? {
        Self.english.localizedString(forRegionCode: region.code)
    }
}
