public import CallModel
public import ContextTemplates

/// Whom a lookup asks, in the order that decides, and what it makes of the answers. Made once for each service.
public final class LookupPlan: Sendable {
    public let sources: [GuardedConnector]
    /// `nil` for a lookup without a service, which has no contexts.
    public let settings: ServiceSettings?
    let links: ContextLinkMaker?
    /// Whose word counts first, webhooks and flows included.
    let order: [ConnectorID]
    /// What the service's parameters are where nobody said otherwise.
    let parameters: [NamedValue]

    public init(sources: [GuardedConnector], settings: ServiceSettings? = nil, links: ContextLinkMaker? = nil) {
        self.sources = sources
        self.settings = settings
        self.links = links
        self.order = settings?.connectors ?? sources.map(\.id)
        self.parameters =
            settings?.parameters.compactMap { parameter in
                parameter.default.map { NamedValue(name: parameter.name, value: $0) }
            } ?? []
    }

    /// Changes whenever an address book of the plan does.
    public var generation: UInt64 {
        self.sources.reduce(0) { $0 &+ ($1.immediate?.generation ?? 0) }
    }
}

extension LookupPlan {
    /// The links of a context; none for a lookup without a service.
    func makeLinks(for context: CallerContext, session: String?) -> (
        links: [ContextLink], skipped: [(name: String, reason: NoLink)]
    ) {
        guard let links, let settings else { return ([], []) }
        let values = ContextValues(
            number: context.number, caller: context.caller, service: settings, parameters: context.parameters, session: session)
        return links.links(for: values)
    }
}
