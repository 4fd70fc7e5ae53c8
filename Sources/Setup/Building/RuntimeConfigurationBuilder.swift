internal import AddressBooks
package import Application
internal import CRM
internal import CallModel
package import ConfigurationFile
internal import ConnectorHTTP
internal import ContextTemplates
internal import Crypto
internal import Enrichment
internal import FlowCalls
internal import Flows
package import Logging
internal import Manifests
internal import Metrics
internal import Places
internal import SettingsFields
internal import SignIn
package import YAMLReader

/// Makes a runtime configuration of a configuration: connectors, services with their lookup plans, and the authenticator.
package struct RuntimeConfigurationBuilder: Sendable {
    private let dependencies: Dependencies
    private let authenticators: AuthenticatorBuilder

    /// - Parameter logger: Where issuers whose keys can't be fetched are reported; `nil` for nowhere.
    package init(dependencies: Dependencies, logger: Logger? = nil) {
        self.dependencies = dependencies
        self.authenticators = AuthenticatorBuilder(dependencies: dependencies, events: TokenEventCounters(logger: logger))
    }

    /// Knows which regions have telephone numbers.
    var numbers: any NumberParser { self.dependencies.numbers }

    /// A runtime configuration with those of its parts that need running.
    package struct Built: Sendable {
        /// The runtime configuration, which requests read.
        package let runtime: RuntimeConfiguration
        /// The parts that need running: those of an earlier configuration run already, new ones are not started yet.
        package let parts: SupervisedParts
        /// The faults that were found while building; the connectors concerned are switched off.
        package let warnings: [Configuration.Warning]
        /// The faults that stop a start, at their lines: a map database that can't be opened.
        package let faults: [YAMLProblem]
    }

    /// A reader of the configuration at `path` that also compiles jq programs, as building does.
    func reader(of path: String, _ environment: ConfigurationReader.Environment) -> ConfigurationReader {
        ConfigurationReader(path: path, environment: environment, compiler: self.dependencies.queries)
    }

    /// Builds what a configuration names. It may take seconds, in which jq programs are compiled; nothing is loaded.
    ///
    /// - Parameter kept: Parts that run already; those whose options have not changed are used again.
    package func build(_ configuration: Configuration, keeping kept: SupervisedParts = .init()) -> Built {
        var parts = SupervisedParts()
        let problems = YAMLProblems()
        let connectors = configuration.connectors.map { entry -> GuardedConnector in
            switch entry {
            case .book(let options):
                let book = kept.books.first { $0.options == options } ?? self.addressBook(options)
                parts.books.append(book)
                return GuardedConnector(book)
            case .apiBook(let options):
                let book = kept.apiBooks.first { $0.options == options } ?? self.addressBook(options)
                parts.apiBooks.append(book)
                return GuardedConnector(book)
            case .broken(let id):
                return GuardedConnector(
                    DisabledConnector(id: id, reason: "its part of the configuration can't be used; see callcard check"))
            case .crm(let crm):
                do throws(ConnectorBuildError) {
                    return GuardedConnector(try self.connector(crm, configuration.refreshTokens), policy: crm.policy)
                } catch {
                    self.problems(of: crm, error, configuration).forEach(problems.add)
                    return GuardedConnector(
                        DisabledConnector(id: crm.id, reason: "its manifest can't be used; see callcard check"))
                }
            }
        }
        let (authenticator, tokenKeys) = self.authenticators.build(configuration, keeping: kept.tokenKeys)
        parts.tokenKeys = tokenKeys
        var faults: [YAMLProblem] = []
        if let database = configuration.maps.database {
            do throws(PlaceDatabaseError) {
                parts.places = try PlaceDatabase(path: database.path)
            } catch {
                faults.append(database.place.saying("\(error)"))
            }
        }
        return Built(
            runtime: Self.runtime(configuration, connectors, parts, authenticator), parts: parts,
            warnings: problems.all.map { .init(problem: $0, failsCheck: true) }, faults: faults)
    }

    private func addressBook(_ options: AddressBookOptions) -> AddressBook {
        AddressBook(options, numbers: self.dependencies.numbers, time: self.dependencies.time) { Array(SHA256.hash(data: $0)) }
    }

    private func addressBook(_ options: APIAddressBookOptions) -> APIAddressBook {
        APIAddressBook(options, numbers: self.dependencies.numbers, time: self.dependencies.time)
    }

    private func connector(
        _ crm: Configuration.CRM, _ refreshTokens: RefreshTokenPlace
    ) throws(ConnectorBuildError) -> any Connector {
        switch crm.manifest.kind {
        case .crm:
            try CRMConnector(
                id: crm.id, manifest: crm.manifest, settings: crm.settings, transport: self.dependencies.transport,
                compiler: self.dependencies.queries, indexer: self.dependencies.numbers,
                refreshTokens: refreshTokens.file(of: crm, time: self.dependencies.time), time: self.dependencies.time,
                onEvent: ConnectorEventCounters.count)
        case .flow:
            try FlowConnector(
                id: crm.id, manifest: crm.manifest, settings: crm.settings, transport: self.dependencies.transport,
                compiler: self.dependencies.queries, time: self.dependencies.time, onEvent: ConnectorEventCounters.count)
        }
    }

    /// The faults of a connector that can't be made: its manifest's jq programs at their lines, else the error's words.
    private func problems(
        of crm: Configuration.CRM, _ error: ConnectorBuildError, _ configuration: Configuration
    ) -> [YAMLProblem] {
        let found = configuration.programProblems(of: crm.manifest.id, compiledBy: self.dependencies.queries)
        guard found.isEmpty else { return found }
        return [configuration.problem(with: crm.id, "its manifest \(crm.manifest.id) can't be used: \(error)")]
    }
}

extension RuntimeConfigurationBuilder {
    private static func runtime(
        _ configuration: Configuration, _ connectors: [GuardedConnector], _ parts: SupervisedParts,
        _ authenticator: any Authenticator
    ) -> RuntimeConfiguration {
        let maps = MapAccess(templates: configuration.maps.templates, finder: parts.places)
        let services = configuration.services.map {
            Self.service($0, connectors, configuration.rights, configuration.schemes, maps.templates)
        }
        return RuntimeConfiguration(
            services: services, connectors: connectors, rights: configuration.rights, region: configuration.region,
            schemes: configuration.schemes, authenticator: authenticator, flows: Self.flows(configuration, parts.apiBooks),
            maps: maps,
            switches: configuration.switches,
            scopes: configuration.keys.map(\.principal.services))
    }

    private static func flows(_ configuration: Configuration, _ books: [APIAddressBook]) -> FlowAccess {
        var flows = FlowAccess()
        flows.books = books
        flows.callbacks = configuration.triggers.destinations
        for principal in configuration.keys.map(\.principal) where principal.role == .flow {
            flows.keys[principal.id] = principal.services
        }
        for webhook in configuration.webhooks {
            flows.webhooks[webhook.connector] = webhook.narrowed(to: configuration.rights.services(of: webhook.connector))
        }
        return flows
    }

    /// A service as it is with these settings; connectors that no longer exist, or that it may not have, are left out.
    private static func service(
        _ written: WrittenSettings, _ connectors: [GuardedConnector], _ rights: ConnectorRights, _ schemes: URLSchemes,
        _ maps: MapTemplates
    ) -> RuntimeConfiguration.Service {
        let settings = written.filled
        let connectors = connectors.filter { rights.allow($0.id, for: .only([written.id])) }
        let byID = Dictionary(connectors.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let links = ContextLinkMaker(settings: settings, schemes: schemes)
        let asked = settings.connectors?.compactMap { byID[$0] } ?? connectors
        return RuntimeConfiguration.Service(
            settings: written, plan: LookupPlan(connectors: asked, settings: settings, links: links),
            map: MapLinkMaker(settings: settings, templates: maps, schemes: schemes))
    }

    /// A service with other settings, over the connectors of a runtime configuration.
    static func service(_ settings: WrittenSettings, in runtime: RuntimeConfiguration) -> RuntimeConfiguration.Service {
        Self.service(settings, runtime.connectors, runtime.rights, runtime.schemes, runtime.maps.templates)
    }
}

/// Stands in for a connector that can't be used, so that lookups say that it is missing.
private struct DisabledConnector: Connector {
    let id: ConnectorID
    /// Why, in words for the operator.
    let reason: String

    var condition: ConnectorCondition { ConnectorCondition(.crm, trouble: self.reason, isOff: true) }

    func applies(to number: CallerNumber) -> Bool {
        if case .full = number { true } else { false }
    }

    func findings(for _: Question) async throws(ConnectorError) -> [Finding] {
        throw .internal
    }
}

/// Counts connector events, under `callcard_connector_notes_total`.
private enum ConnectorEventCounters {
    static let count: ConnectorEventHandler = { connector, event in
        let (label, amount) = Self.label(of: event)
        Counter(label: "callcard_connector_notes_total", dimensions: [("connector", connector.value), ("note", label)])
            .increment(by: amount)
    }

    /// Parts of answers are the manifest's own words, so that labels stay bounded.
    private static func label(of event: ConnectorEvent) -> (label: String, amount: Int) {
        switch event {
        case .unusable(let part): ("unusable \(part)", 1)
        case .notJSON: ("not JSON", 1)
        case .mismatched(let count): ("other number", count)
        case .switchedOff(let part): ("switched off by \(part)", 1)
        case .cut: ("too many records", 1)
        }
    }
}
