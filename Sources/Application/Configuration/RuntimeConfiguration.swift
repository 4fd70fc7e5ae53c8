package import CallModel
package import ContextTemplates
package import Enrichment
package import Flows
package import OutboundHTTP
package import SettingsFields
internal import Waiting

/// Everything that is built from a configuration: an immutable whole, replaced in one step on reload.
package final class RuntimeConfiguration: Sendable {
    /// A team's reachable line, and how its callers are looked up.
    package struct Service: Sendable {
        /// The settings as their owner wrote them: what was left out stays left out.
        package let written: WrittenSettings
        /// The settings with defaults filled in.
        package let settings: ServiceSettings
        /// The plan of lookups that name the service.
        package let plan: LookupPlan
        /// Makes the links to maps of callers' places.
        package let map: MapLinkMaker

        /// - Parameters:
        ///   - settings: The settings as their owner wrote them.
        ///   - plan: Made of the same settings, as is `map`.
        package init(settings: WrittenSettings, plan: LookupPlan, map: MapLinkMaker) {
            self.written = settings
            self.settings = settings.filled
            self.plan = plan
            self.map = map
        }
    }

    /// All services, by id.
    package let services: [String: Service]
    /// All connectors, in configuration order.
    package let connectors: [GuardedConnector]
    /// Which services may name and ask them.
    package let rights: ConnectorRights
    /// The region of national writings where the service names none; `nil` where they can't be read.
    package let region: Region?
    /// Which schemes context URLs may have.
    package let schemes: URLSchemes
    /// Checks the credentials of requests.
    package let authenticator: any Authenticator
    /// The rights of flows.
    package let flows: FlowAccess
    /// The database and the maps by which callers' places are found and shown.
    package let maps: MapAccess
    /// What telephone switches may do beyond the rules for everybody.
    package let switches: SwitchAccess
    /// Plans of lookups that name no service, by scope.
    private let plans: [ServiceScope: LookupPlan]
    private let scopes: [ServiceScope]

    /// - Parameters:
    ///   - services: The services; of several with one id the first counts.
    ///   - connectors: All of the configuration, in its order.
    ///   - rights: Which services may have them; the services' plans must hold no others.
    ///   - scopes: The scopes of all keys, so that their plans are made once.
    package init(
        services: [Service], connectors: [GuardedConnector], rights: ConnectorRights = .init(), region: Region?,
        schemes: URLSchemes, authenticator: any Authenticator, flows: FlowAccess = .init(), maps: MapAccess = .init(),
        switches: SwitchAccess = .init(),
        scopes: some Sequence<ServiceScope>
    ) {
        self.services = .init(services.map { ($0.settings.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.connectors = connectors
        self.rights = rights
        self.region = region
        self.schemes = schemes
        self.authenticator = authenticator
        self.flows = flows
        self.maps = maps
        self.switches = switches
        self.scopes = Array(scopes)
        self.plans = .init(
            scopes.map { ($0, Self.plan(for: $0, services, connectors)) }, uniquingKeysWith: { first, _ in first })
    }

    /// A runtime configuration with other services, in place of those with the same ids.
    package func replacing(_ services: [Service]) -> RuntimeConfiguration {
        let changed = Set(services.map(\.settings.id))
        let others = self.services.values.filter { !changed.contains($0.settings.id) }
        return RuntimeConfiguration(
            services: others + services, connectors: self.connectors, rights: self.rights, region: self.region,
            schemes: self.schemes, authenticator: self.authenticator, flows: self.flows, maps: self.maps, switches: self.switches,
            scopes: self.scopes)
    }

    /// A service that `scope` reaches; `nil` where there is none of that id.
    package func service(_ id: String, in scope: ServiceScope) -> Service? {
        scope.contains(id) ? self.services[id] : nil
    }

    /// The connectors that a service may ask, in configuration order.
    package func connectors(of service: String) -> [GuardedConnector] {
        self.connectors.filter { self.rights.allow($0.id, for: .only([service])) }
    }

    /// The ids that a service's settings may name as connectors: those that it may ask, and webhooks that may speak of its callers.
    package func namedConnectors(of service: String) -> [ConnectorID] {
        (self.connectors.map(\.id) + self.flows.webhooks.keys).filter { self.rights.allow($0, for: .only([service])) }
    }

    /// The plan of a lookup that names no service: all connectors that the scope's services use, and no contexts.
    package func plan(for scope: ServiceScope) -> LookupPlan {
        self.plans[scope] ?? Self.plan(for: scope, Array(self.services.values), self.connectors)
    }

    private static func plan(
        for scope: ServiceScope, _ services: [Service], _ connectors: [GuardedConnector]
    ) -> LookupPlan {
        guard scope != .all else { return LookupPlan(connectors: connectors) }
        let used = Set(services.filter { scope.contains($0.settings.id) }.flatMap { $0.plan.connectors.map(\.id) })
        return LookupPlan(connectors: connectors.filter { used.contains($0.id) })
    }
}

/// The rights of flows: their books, webhooks and services, and the destinations of their callbacks.
package struct FlowAccess: Sendable {
    /// Address books that flows fill, in configuration order.
    package var books: [any EditableAddressBook] = []
    /// Allowed destinations of callbacks.
    package var callbacks = DestinationPolicy()
    /// The services that keys of flows reach, by key id.
    package var keys: [String: ServiceScope] = [:]
    /// The webhooks that may state facts about callers, by connector.
    package var webhooks: [ConnectorID: Webhook] = [:]

    /// Nothing at all.
    package init() {}
}

/// The database of callers' places, and the provider of their maps.
package struct MapAccess: Sendable {
    /// The provider's maps that are shown where a service doesn't say otherwise.
    package var templates: MapTemplates
    /// Knows where internet addresses are; `nil` where the operator named no database.
    package var finder: (any PlaceFinder)?

    /// - Parameters:
    ///   - templates: Those of the configuration.
    ///   - finder: `nil` where internet addresses tell no place.
    package init(templates: MapTemplates = .google, finder: (any PlaceFinder)? = nil) {
        self.templates = templates
        self.finder = finder
    }
}

/// The runtime configuration in force. Readers get a whole one; a reload replaces it between two requests.
package final class RuntimeConfigurationStore: Sendable {
    private let state: Lock<(runtime: RuntimeConfiguration, generation: UInt64)>

    /// - Parameter runtime: In force until it is replaced.
    package init(_ runtime: RuntimeConfiguration) {
        self.state = Lock((runtime, 1))
    }

    /// The one in force now.
    package var current: RuntimeConfiguration { self.state.withLock(\.runtime) }

    /// The one in force now, with a number that grows with each replacement.
    package var numbered: (runtime: RuntimeConfiguration, generation: UInt64) {
        self.state.withLock { ($0.runtime, $0.generation) }
    }

    /// Puts another one into force.
    package func replace(with runtime: RuntimeConfiguration) {
        self.state.withLock { $0 = (runtime, $0.generation + 1) }
    }
}
