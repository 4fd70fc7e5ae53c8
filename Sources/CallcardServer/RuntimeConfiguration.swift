public import CallModel
public import ContextTemplates
package import Enrichment
public import SettingsFields

/// All that a configuration makes: an immutable whole, replaced in one step on reload.
public final class RuntimeConfiguration: Sendable {
    /// A team's reachable line and how its callers are looked up.
    public struct Service: Sendable {
        /// As their owner wrote them.
        public let written: WrittenSettings
        /// With defaults.
        public let settings: ServiceSettings
        package let plan: LookupPlan
        let map: MapLinkMaker

        package init(settings: WrittenSettings, plan: LookupPlan, map: MapLinkMaker) {
            self.written = settings
            self.settings = settings.filled
            self.plan = plan
            self.map = map
        }
    }

    public let services: [String: Service]
    /// All connectors, in configuration order.
    package let sources: [GuardedConnector]
    /// Where national writings are read if the service does not say.
    public let region: Region?
    /// Which schemes context URLs may have.
    public let schemes: URLSchemes
    public let authenticator: any Authenticator
    public let flows: FlowAccess
    public let maps: MapAccess
    /// Plans of lookups that name no service, by scope.
    private let unnamed: [ServiceScope: LookupPlan]
    private let scopes: [ServiceScope]

    /// - Parameter scopes: The scopes of all keys, so that their plans are made once.
    package init(
        services: [Service], sources: [GuardedConnector], region: Region?, schemes: URLSchemes, authenticator: any Authenticator,
        flows: FlowAccess = .init(), maps: MapAccess = .init(), scopes: some Sequence<ServiceScope>
    ) {
        self.services = .init(services.map { ($0.settings.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.sources = sources
        self.region = region
        self.schemes = schemes
        self.authenticator = authenticator
        self.flows = flows
        self.maps = maps
        self.scopes = Array(scopes)
        self.unnamed = .init(
            scopes.map { ($0, Self.plan(for: $0, services, sources)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The same with other services, in place of those with the same ids.
    public func replacing(_ services: [Service]) -> RuntimeConfiguration {
        let changed = Set(services.map(\.settings.id))
        let others = self.services.values.filter { !changed.contains($0.settings.id) }
        return RuntimeConfiguration(
            services: others + services, sources: self.sources, region: self.region, schemes: self.schemes,
            authenticator: self.authenticator, flows: self.flows, maps: self.maps, scopes: self.scopes)
    }

    /// A service that `scope` reaches.
    public func service(_ id: String, in scope: ServiceScope) -> Service? {
        scope.contains(id) ? self.services[id] : nil
    }

    /// The plan of a lookup that names no service: all connectors that the scope's services use, and no contexts.
    func plan(for scope: ServiceScope) -> LookupPlan {
        self.unnamed[scope] ?? Self.plan(for: scope, Array(self.services.values), self.sources)
    }

    private static func plan(for scope: ServiceScope, _ services: [Service], _ sources: [GuardedConnector]) -> LookupPlan {
        guard scope != .all else { return LookupPlan(connectors: sources) }
        let used = Set(services.filter { scope.contains($0.settings.id) }.flatMap { $0.plan.connectors.map(\.id) })
        return LookupPlan(connectors: sources.filter { used.contains($0.id) })
    }
}
