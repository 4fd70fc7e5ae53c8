package import CallModel
package import ContextTemplates

/// The connectors that a lookup asks, in the order of precedence, and the links and parameters that it adds. Made once for each
/// service.
package final class LookupPlan: Sendable {
    /// The connectors in the service's order.
    package let connectors: [GuardedConnector]
    /// `nil` for a lookup without a service, which has no contexts.
    package let settings: ServiceSettings?
    let links: ContextLinkMaker?
    /// The order of connectors that decides, webhooks and flows included.
    let order: [ConnectorID]
    /// The defaults of the service's parameters.
    let parameters: [NamedValue]

    /// A plan over `connectors`; without `settings` and `links` it makes a caller and no links.
    package init(
        connectors: [GuardedConnector], settings: ServiceSettings? = nil, links: ContextLinkMaker? = nil
    ) {
        self.connectors = connectors
        self.settings = settings
        self.links = links
        self.order = settings?.connectors ?? connectors.map(\.id)
        self.parameters =
            settings?.parameters.compactMap { parameter in
                parameter.default.map { NamedValue(name: parameter.name, value: $0) }
            } ?? []
    }

    /// The plan over some of its connectors.
    func keeping(_ connectors: [GuardedConnector]) -> LookupPlan {
        LookupPlan(connectors: connectors, settings: self.settings, links: self.links)
    }

    /// Changes whenever an address book of the plan does.
    package var generation: UInt64 {
        self.connectors.reduce(0) { $0 &+ ($1.immediate?.generation ?? 0) }
    }

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
