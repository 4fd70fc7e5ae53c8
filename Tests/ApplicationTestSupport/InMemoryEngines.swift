package import Application
package import CallModel
internal import ContextTemplates
package import Enrichment
package import Flows
internal import Journal
internal import Logging
internal import SessionTestSupport
internal import Sessions
internal import SettingsFields
package import StrictJSON
package import TestSupport

/// The engines of all use cases, in memory and with a clock that stands still: service `support` of Anna and Ben, owned by Olga, and
/// service `sales` of Ben. Connector `contacts` knows Anna Meier under +49 30 23125123; webhook `crm` speaks of support's callers.
package final class InMemoryEngines: Sendable {
    /// What may differ from one test to the next.
    package struct Options: Sendable {
        /// Members of support's settings, in place of ``InMemoryEngines/support``.
        package var support = InMemoryEngines.support
        /// The configuration's region; `nil` where national writings can't be read.
        package var region = Region("DE")
        /// Knows the credentials of requests.
        package var authenticator: any Authenticator = NoCredentials()
        /// Asked beside the book, where there is one.
        package var crm: ScriptedConnector?
        /// 32 bytes under which callers' tags are kept; `nil` keeps none.
        package var recallKey: [UInt8]?
        /// How many calls may wait.
        package var limits = EnrichmentLimits()

        /// The engines as most tests need them.
        package init() {}
    }

    /// The clock of all of them.
    package let time = ManualTime()
    /// What use cases are made of.
    package let engines: UseCases.Engines
    /// What calls are written to; to be broken at will.
    package let journal = BreakableJournal()
    /// The address book that flows fill.
    package let book = EditableBook()
    /// Puts settings into force.
    package let updater: RecordingUpdater
    private let journaling: Task<Void, Never>

    /// Engines that journal until they are no longer needed.
    package init(_ options: Options = .init()) {
        let (time, journal) = (self.time, self.journal)
        let services = Self.services(options)
        let runtimeStore = RuntimeConfigurationStore(Self.runtime(options, services, book: self.book))
        self.updater = RecordingUpdater(runtimeStore: runtimeStore, make: services)
        let sessionStore = SessionStore(
            journal: journal, feed: InteractionFeed(boot: "boot", time: time), time: time,
            settings: { runtimeStore.current.services[$0]?.settings })
        self.engines = UseCases.Engines(
            runtimeStore: runtimeStore, enricher: Enricher(time: time, limits: options.limits), numbers: FictionNumbers(),
            sessionStore: sessionStore,
            subscriptionStore: SubscriptionStore(journal: journal, keys: EphemeralSealKey(), time: time), tags: journal,
            recallKey: options.recallKey.map { Sensitive($0) }, settings: self.updater, callbacks: PublicDestinations(),
            time: time, logger: Logger(label: "test"))
        self.journaling = Task { await sessionStore.run() }
    }

    deinit { self.journaling.cancel() }

    /// The webhook that speaks of support's callers.
    package static let webhook = Webhook(
        connector: ConnectorID("crm")!, scope: .only(["support"]),
        secrets: [WebhookSecret("whsec_Y2FsbGNhcmQgdGVzdHMgc2VjcmV0IG9mIDMyIGJ5dGU=")!])

    /// Members of support's settings.
    package static let support: JSONObject = [
        "displayName": .string("Support"), "upn": .string("support@example.com"),
        "owners": .array([.string("olga@example.com")]), "members": .array([.string(anna), .string(ben)]),
        "licence": .object(["enterpriseRouting": .bool(true)]),
        "widgets": .object(["codes": .bool(true), "tags": .bool(true)]), "tagRecall": .bool(true),
    ]

    private static let sales: JSONObject = ["displayName": .string("Sales"), "members": .array([.string(ben)])]

    /// Makes services of settings, all over the same connectors.
    private static func services(_ options: Options) -> RecordingUpdater.ServiceMaker {
        let connectors = Self.connectors(options)
        return { settings in
            RuntimeConfiguration.Service(
                settings: settings,
                plan: LookupPlan(
                    connectors: connectors, settings: settings.filled, links: ContextLinkMaker(settings: settings.filled)),
                map: MapLinkMaker(settings: settings.filled))
        }
    }

    private static func connectors(_ options: Options) -> [GuardedConnector] {
        let crm = options.crm.map { GuardedConnector($0, policy: ConnectorPolicy(total: .seconds(9))) }
        return [GuardedConnector(KnownContact())] + [crm].compactMap(\.self)
    }

    private static func runtime(
        _ options: Options, _ make: RecordingUpdater.ServiceMaker, book: EditableBook
    ) -> RuntimeConfiguration {
        let settings = [
            SettingsReading(SettingsValue(.object(options.support)), id: "support").settings,
            SettingsReading(SettingsValue(.object(Self.sales)), id: "sales").settings,
        ]
        var flows = FlowAccess()
        flows.books = [book]
        flows.webhooks = [Self.webhook.connector: Self.webhook]
        let services = settings.map(make)
        return RuntimeConfiguration(
            services: services, connectors: services[0].plan.connectors, region: options.region, schemes: URLSchemes(),
            authenticator: options.authenticator, flows: flows, scopes: [.all])
    }
}
