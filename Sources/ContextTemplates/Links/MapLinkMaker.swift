public import CallModel

/// Makes the map links of one service. Compile it once for each version of the settings.
public struct MapLinkMaker: Sendable {
    private let link: MapURLTemplate
    /// `nil` where nothing is shown before the agent asks.
    private let embed: MapURLTemplate?

    /// - Parameters:
    ///   - settings: Whose map and parameters are meant.
    ///   - templates: What holds where the service has no template of its own.
    ///   - schemes: What the operator allows.
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
