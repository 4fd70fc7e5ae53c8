package import AddressBooks
internal import CRM
internal import CallModel
package import Application
internal import ConnectorHTTP
internal import ContextTemplates
internal import Crypto
internal import Enrichment
internal import FlowCalls
internal import Flows
public import Logging
internal import Manifests
internal import SettingsFields
public import SignIn
internal import YAMLReader

/// Makes a site of a configuration.
public struct RuntimeConfigurationBuilder: Sendable {
    private let tools: Dependencies
    private let tokens: TokenDesk

    /// - Parameter logger: Hears of token issuers whose keys can't be had.
    public init(tools: Dependencies, logger: Logger? = nil) {
        self.tools = tools
        self.tokens = TokenDesk(tools: tools, counters: TokenEventCounters(logger: logger))
    }

    /// What of a site wants running.
    public struct Parts: Sendable {
        package internal(set) var books: [AddressBook] = []
        package internal(set) var fedBooks: [APIAddressBook] = []
        /// Keys of token issuers.
        public internal(set) var tokenKeys: [IssuerKeys] = []

        /// None.
        public init() {}
    }

    /// A site with its parts.
    public struct Built: Sendable {
        package let site: RuntimeConfiguration
        public let parts: Parts
        /// What was found wrong while building; the connectors concerned are switched off.
        public let warnings: [Configuration.Warning]
    }

    /// Reads the configuration at `path` as one that is to be built.
    func reader(of path: String, _ surroundings: ConfigurationReader.Surroundings) -> ConfigurationReader {
        ConfigurationReader(path: path, surroundings: surroundings, compiler: self.tools.queries)
    }

    /// Makes a site. It may take seconds, in which jq programs are compiled.
    ///
    /// - Parameter kept: Parts that run already; those whose options have not changed are taken over.
    public func build(_ configuration: Configuration, keeping kept: Parts = .init()) -> Built {
        var parts = Parts()
        let problems = YAMLProblems()
        let sources = configuration.connectors.map { entry -> GuardedConnector in
            switch entry {
            case .book(let options):
                let book = kept.books.first { $0.options == options } ?? self.book(options)
                parts.books.append(book)
                return GuardedConnector(book)
            case .fedBook(let options):
                let book =
                    kept.fedBooks.first { $0.options == options }
                    ?? APIAddressBook(options, numbers: self.tools.numbers, time: self.tools.time)
                parts.fedBooks.append(book)
                return GuardedConnector(book)
            case .broken(let id):
                return GuardedConnector(
                    DisabledConnector(id: id, reason: "its part of the configuration can't be used; see callcard check"))
            case .crm(let crm):
                do throws(ConnectorBuildError) {
                    return GuardedConnector(try self.connector(crm), policy: crm.policy)
                } catch {
                    self.problems(of: crm, error, configuration).forEach(problems.add)
                    return GuardedConnector(
                        DisabledConnector(id: crm.id, reason: "its manifest can't be used; see callcard check"))
                }
            }
        }
        let (authenticator, tokenKeys) = self.tokens.build(configuration, keeping: kept.tokenKeys)
        parts.tokenKeys = tokenKeys
        let site = self.site(configuration, sources, parts.fedBooks, authenticator)
        return Built(
            site: site, parts: parts, warnings: problems.all.map { .init(problem: $0, failsCheck: true) })
    }

    /// What is wrong with a connector that can't be made: its manifest's jq programs at their lines, else the error's words.
    private func problems(
        of crm: Configuration.CRM, _ error: ConnectorBuildError, _ configuration: Configuration
    ) -> [YAMLProblem] {
        let shelf = ManifestCatalogue(folders: configuration.manifestFolders, compiler: self.tools.queries)
        let found = shelf.programProblems(crm.manifest.id)
        guard found.isEmpty else { return found }
        return [configuration.problem(with: crm.id, "its manifest \(crm.manifest.id) can't be used: \(error)")]
    }

    private func book(_ options: AddressBookOptions) -> AddressBook {
        AddressBook(options, numbers: self.tools.numbers, time: self.tools.time) { Array(SHA256.hash(data: $0)) }
    }

    private func connector(_ crm: Configuration.CRM) throws(ConnectorBuildError) -> any Connector {
        switch crm.manifest.kind {
        case .crm:
            try CRMConnector(
                id: crm.id, manifest: crm.manifest, settings: crm.settings, transport: self.tools.transport,
                compiler: self.tools.queries, indexer: self.tools.numbers, time: self.tools.time,
                onEvent: ConnectorEventCounters.take)
        case .flow:
            try FlowConnector(
                id: crm.id, manifest: crm.manifest, settings: crm.settings, transport: self.tools.transport,
                compiler: self.tools.queries, time: self.tools.time, onEvent: ConnectorEventCounters.take)
        }
    }

    private func site(
        _ configuration: Configuration, _ sources: [GuardedConnector], _ fedBooks: [APIAddressBook],
        _ authenticator: any Authenticator
    ) -> RuntimeConfiguration {
        let maps = MapAccess(templates: configuration.maps.templates, finder: configuration.maps.database)
        let services = configuration.services.map { Self.service($0, sources, configuration.schemes, maps.templates) }
        return RuntimeConfiguration(
            services: services, connectors: sources, region: configuration.region, schemes: configuration.schemes,
            authenticator: authenticator, flows: Self.flows(configuration, fedBooks), maps: maps,
            scopes: configuration.keys.map(\.principal.services))
    }

    private static func flows(_ configuration: Configuration, _ books: [APIAddressBook]) -> FlowAccess {
        var flows = FlowAccess()
        flows.books = books
        flows.callbacks = configuration.triggers.destinations
        for principal in configuration.keys.map(\.principal) where principal.role == .flow {
            flows.keys[principal.id] = principal.services
        }
        for webhook in configuration.webhooks { flows.webhooks[webhook.connector] = webhook }
        return flows
    }

    /// A service as it is with other settings; connectors that there are not any more are left out.
    static func service(
        _ written: WrittenSettings, _ sources: [GuardedConnector], _ schemes: URLSchemes, _ maps: MapTemplates
    ) -> RuntimeConfiguration.Service {
        let settings = written.filled
        let byID = Dictionary(sources.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let links = ContextLinkMaker(settings: settings, schemes: schemes)
        let asked = settings.connectors?.compactMap { byID[$0] } ?? sources
        return RuntimeConfiguration.Service(
            settings: written, plan: LookupPlan(connectors: asked, settings: settings, links: links),
            map: MapLinkMaker(settings: settings, templates: maps, schemes: schemes))
    }

    /// The same in a site that there is already.
    static func service(_ settings: WrittenSettings, in site: RuntimeConfiguration) -> RuntimeConfiguration.Service {
        Self.service(settings, site.connectors, site.schemes, site.maps.templates)
    }
}
