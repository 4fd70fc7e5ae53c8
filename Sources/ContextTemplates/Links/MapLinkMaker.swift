public import CallModel

/// Makes the map links of one service. Compile it once for each version of the settings.
public struct MapLinkMaker: Sendable {
    private let link: MapURLTemplate
    /// `nil` where nothing is shown before the agent asks.
    private let embed: MapURLTemplate?

    /// - Parameters:
    ///   - settings: The service, with its map and its parameters.
    ///   - templates: What holds where the service has no template of its own.
    ///   - schemes: The schemes that the operator allows.
    public init(settings: ServiceSettings, templates: MapTemplates = .google, schemes: URLSchemes = .init()) {
        let (templates, parameters) = (templates.settled(for: settings.map), settings.parameters.map(\.name))
        self.link = MapURLTemplate(templates.link, parameters: parameters, schemes: schemes)
        self.embed =
            settings.map.auto ? MapURLTemplate(templates.embed, parameters: parameters, schemes: schemes) : nil
    }

    /// The pages that show `values`' place.
    ///
    /// - Returns: `nil` where there is no page to open; `embed` only where the owner lets maps be drawn unasked.
    public func links(for values: ContextValues) -> (link: String, embed: String?)? {
        self.link.url(for: values).map { ($0, self.embed?.url(for: values)) }
    }
}

/// The map pages of a provider, as templates; they hold where a service has none of its own.
public struct MapTemplates: Hashable, Sendable {
    /// The page that a click opens.
    public var link: String
    /// The page to show inside of ours.
    public var embed: String

    /// Google Maps. It fits the view to what it finds; the page for frames minds the zoom.
    public static let google = MapTemplates(
        link: "https://www.google.com/maps/search/?api=1&query={Place.Label}&zoom={Place.Zoom}",
        embed: "https://www.google.com/maps?q={Place.Label}&z={Place.Zoom}&output=embed")

    /// Templates that are not checked; ``MapURLTemplate`` does.
    public init(link: String, embed: String) {
        self.link = link
        self.embed = embed
    }

    /// The templates for a service: an owner's own template serves both, so that no other provider learns of its callers' places.
    public func settled(for map: ServiceSettings.Map) -> MapTemplates {
        map.template.map { MapTemplates(link: $0, embed: $0) } ?? self
    }
}

/// A template of a web page that shows where the caller is, under the policy of ``ContextURLTemplate``.
public struct MapURLTemplate: Sendable {
    /// The faults that keep it from making links, in words for people; empty where it can be used.
    public let faults: [String]
    /// The weak spots of a template that can be used.
    public let weaknesses: [TemplateProblem]
    private let template: ContextURLTemplate

    /// - Parameters:
    ///   - text: The owner's or the operator's template.
    ///   - parameters: Names of the parameters that the service declares.
    ///   - schemes: The schemes that the operator allows; only `https` and `http` lead to web pages.
    public init(_ text: String, parameters: [String] = [], schemes: URLSchemes = .init()) {
        let template = ContextURLTemplate(text, parameters: parameters, schemes: schemes, purpose: .map)
        var faults = template.problems.filter { $0.severity == .error }.map { "\($0.message) (at \($0.at))" }
        if faults.isEmpty, !["https://", "http://"].contains(where: text.lowercased().hasPrefix) {
            faults.append("A map is a web page. Begin with https://.")
        }
        if faults.isEmpty, !template.variables.contains(where: \.tellsPlace) {
            faults.append("No variable here tells a place. Write {Place.Label} where the provider wants what to search for.")
        }
        self.faults = faults
        self.weaknesses = template.problems.filter { $0.severity == .warning }
        self.template = template
    }

    /// The link for one call; `nil` where nothing that the template asks for tells a place.
    public func url(for values: ContextValues) -> String? {
        guard self.faults.isEmpty, self.template.variables.contains(where: { $0.tellsPlace && values[$0] != nil }) else {
            return nil
        }
        return try? self.template.url(for: values)
    }
}
