internal import CallModel
public import CallcardServer
public import Connectors
internal import ContextTemplates
internal import Crypto
internal import Enrichment
internal import SignIn
internal import YAMLReader

/// Makes a site of a configuration.
public struct SiteBuilder: Sendable {
    private let tools: Tools

    public init(tools: Tools) {
        self.tools = tools
    }

    /// A site with the address books in it, which want loading and watching.
    public struct Built: Sendable {
        public let site: Site
        public let books: [AddressBook]
        /// What was found wrong while building; the connectors concerned are switched off.
        public let warnings: [Configuration.Warning]
    }

    /// - Parameter kept: Books that are loaded already; those whose options have not changed are taken over.
    public func build(_ configuration: Configuration, keeping kept: [AddressBook] = []) -> Built {
        var books: [AddressBook] = []
        var warnings: [Configuration.Warning] = []
        let sources = configuration.connectors.map { entry -> Source in
            switch entry {
            case .book(let options):
                let book = kept.first { $0.options == options } ?? self.book(options)
                books.append(book)
                return Source(book)
            case .broken(let id):
                return Source(
                    SwitchedOffConnector(id: id, reason: "its part of the configuration can't be used; see callcard check"))
            case .crm(let crm):
                do throws(ConnectorBuildError) {
                    return Source(try self.connector(crm), policy: crm.policy)
                } catch {
                    let problem = YAMLProblem(file: "\(crm.manifest.id)/connector.yaml", message: "\(error)")
                    warnings.append(.init(problem: problem, failsCheck: true))
                    return Source(SwitchedOffConnector(id: crm.id, reason: "its manifest can't be used; see callcard check"))
                }
            }
        }
        return Built(site: self.site(configuration, sources), books: books, warnings: warnings)
    }

    private func book(_ options: AddressBookOptions) -> AddressBook {
        AddressBook(options, numbers: self.tools.numbers, time: self.tools.time) { Array(SHA256.hash(data: $0)) }
    }

    private func connector(_ crm: Configuration.CRM) throws(ConnectorBuildError) -> CRMConnector {
        try CRMConnector(
            id: crm.id, manifest: crm.manifest, settings: crm.settings, transport: self.tools.transport,
            compiler: self.tools.queries, indexer: self.tools.numbers, time: self.tools.time,
            note: CRMNoteCounters.take)
    }

    private func site(_ configuration: Configuration, _ sources: [Source]) -> Site {
        let byID = Dictionary(sources.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let services = configuration.services.map { settings in
            let links = ContextLinkMaker(settings: settings, schemes: configuration.schemes)
            let plan = LookupPlan(sources: settings.connectors.compactMap { byID[$0] }, settings: settings, links: links)
            return Site.Service(settings: settings, plan: plan)
        }
        return Site(
            services: services, sources: sources, region: configuration.region, schemes: configuration.schemes,
            authenticator: KeyRing(configuration.keys), scopes: configuration.keys.map(\.principal.services))
    }
}
