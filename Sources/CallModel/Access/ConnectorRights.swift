/// Which services may name and ask which connectors, by the operator's word: `services` of books, connectors and webhooks.
///
/// The plan of a service holds no connector that it may not have. What was begun or kept under an earlier configuration is held against
/// these rights once more when a context is made of it.
package struct ConnectorRights: Hashable, Sendable {
    /// The services of each connector that not all may have.
    private var scopes: [ConnectorID: ServiceScope] = [:]

    /// Everybody may have everything.
    package init() {}

    /// Whether everybody may have everything.
    package var isOpen: Bool { self.scopes.isEmpty }

    /// Leaves a connector to the services of `scope`; of several limits of one connector all count.
    package mutating func limit(_ connector: ConnectorID, to scope: ServiceScope) {
        let both = self.services(of: connector).intersection(scope)
        self.scopes[connector] = both == .all ? nil : both
    }

    /// The services that may have a connector.
    package func services(of connector: ConnectorID) -> ServiceScope { self.scopes[connector] ?? .all }

    /// Whether a lookup's or session's data may have part of a connector: one of the services that it is for may have it, and whoever
    /// reads the data reaches them all.
    package func allow(_ connector: ConnectorID, for audience: ServiceScope) -> Bool {
        guard let services = self.scopes[connector] else { return true }
        return services.overlaps(audience)
    }
}
