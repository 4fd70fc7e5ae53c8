package import CallModel
package import Enrichment
package import Flows
package import Logging
package import OutboundHTTP
package import Sessions

/// All use cases of Callcard, for any principal and by any interface; wired to one another and to the engines.
package struct UseCases: Sendable {
    /// The parts that the use cases work with.
    package struct Engines: Sendable {
        /// The configuration in force.
        package let runtimeStore: RuntimeConfigurationStore
        /// Looks callers up.
        package let enricher: Enricher
        /// Reads telephone numbers.
        package let numbers: any NumberParser & NumberFinder
        /// Live calls and past ones.
        package let sessionStore: SessionStore
        /// Flows that are told of calls.
        package let subscriptionStore: SubscriptionStore
        /// Tags of past calls.
        package let tags: any TagArchive
        /// 32 bytes under which callers' tags are kept; `nil` keeps none.
        package let recallKey: Sensitive<[UInt8]>?
        /// Puts changed settings into force.
        package let settings: any SettingsUpdater
        /// Sends posts to flows; another transport than that of connectors, so that flows that hang delay no lookup.
        package let callbacks: any HTTPTransport & DestinationCheck
        /// The clocks.
        package let time: any TimeSource
        /// Gets a line for slow lookups, ended subscriptions and reused ids of webhooks.
        package let logger: Logger

        /// - Parameter recallKey: 32 bytes; without it no tags come back.
        package init(
            runtimeStore: RuntimeConfigurationStore, enricher: Enricher, numbers: any NumberParser & NumberFinder,
            sessionStore: SessionStore,
            subscriptionStore: SubscriptionStore, tags: any TagArchive, recallKey: Sensitive<[UInt8]>? = nil,
            settings: any SettingsUpdater, callbacks: any HTTPTransport & DestinationCheck, time: any TimeSource, logger: Logger
        ) {
            self.runtimeStore = runtimeStore
            self.enricher = enricher
            self.numbers = numbers
            self.sessionStore = sessionStore
            self.subscriptionStore = subscriptionStore
            self.tags = tags
            self.recallKey = recallKey
            self.settings = settings
            self.callbacks = callbacks
            self.time = time
            self.logger = logger
        }
    }

    /// The parts that all of them work with.
    package let engines: Engines
    /// Looks callers up.
    package let lookup: CallerLookup
    /// Finds the names that telephone switches show.
    package let callerNames: CallerNames
    /// Removes a number from memory.
    package let forgetting: CallerForgetting
    /// Receives events of sessions.
    package let events: EventReceiver
    /// Reads users' interactions.
    package let interactions: InteractionReader
    /// Tells which callers a user may see.
    package let callers: InteractionCallers
    /// Saves codes and tags.
    package let conclusions: ConclusionRecorder
    /// Tells which services, people and connectors there are, and which services are on for a user.
    package let directory: ServiceDirectory
    /// Reads and changes settings of services.
    package let settings: SettingsEditor
    /// Tries templates.
    package let templates: TemplatePreview
    /// Suggests tags.
    package let tags: TagSuggestions
    /// Applies statements of webhooks.
    package let webhooks: WebhookProcessor
    /// Applies task updates of flows.
    package let tasks: TaskUpdater
    /// Subscribes flows to notifications.
    package let subscriptions: TriggerSubscriptions
    /// Reads and changes address books.
    package let contacts: ContactEditor
    /// Posts notifications to flows; to be run beside.
    package let dispatcher: TriggerDispatcher

    /// Makes all use cases, and has them follow what happens to sessions and their contexts. To be made once for its engines.
    ///
    /// - Parameter encodings: Encoded caller data outside of the engines, which forgetting a number empties too.
    package init(_ engines: Engines, encodings: [any CallerEncodings]) {
        let (runtimeStore, enricher, numbers) = (engines.runtimeStore, engines.enricher, engines.numbers)
        let (sessionStore, time) = (engines.sessionStore, engines.time)
        let recall = TagRecall(key: engines.recallKey?.revealed(), archive: engines.tags)
        let tagNumbers = TagNumbers(runtimeStore: runtimeStore, numbers: numbers)
        let earlyCallers = EarlyCallers()
        self.engines = engines
        self.lookup = CallerLookup(numbers: numbers, enricher: enricher, sessionStore: sessionStore)
        self.callerNames = CallerNames(runtimeStore: runtimeStore, lookup: self.lookup, time: time)
        self.forgetting = CallerForgetting(
            runtimeStore: runtimeStore, numbers: numbers, enricher: enricher, sessionStore: sessionStore,
            earlyCallers: earlyCallers, recall: recall, encodings: encodings, time: time)
        self.events = EventReceiver(
            runtimeStore: runtimeStore, numbers: numbers, enricher: enricher, sessionStore: sessionStore,
            earlyCallers: earlyCallers, time: time)
        self.callers = InteractionCallers(runtimeStore: runtimeStore, enricher: enricher)
        self.interactions = InteractionReader(
            runtimeStore: runtimeStore, enricher: enricher, sessionStore: sessionStore, callers: self.callers, recall: recall,
            tagNumbers: tagNumbers)
        self.conclusions = ConclusionRecorder(
            runtimeStore: runtimeStore, tagNumbers: tagNumbers, enricher: enricher, sessionStore: sessionStore, recall: recall)
        self.directory = ServiceDirectory(runtimeStore: runtimeStore, sessionStore: sessionStore)
        self.settings = SettingsEditor(runtimeStore: runtimeStore, updater: engines.settings)
        self.templates = TemplatePreview(runtimeStore: runtimeStore, numbers: numbers)
        self.tags = TagSuggestions(runtimeStore: runtimeStore, archive: engines.tags, tagNumbers: tagNumbers)
        self.webhooks = WebhookProcessor(
            runtimeStore: runtimeStore, numbers: numbers, enricher: enricher, sessionStore: sessionStore, time: time,
            logger: engines.logger)
        self.tasks = TaskUpdater(runtimeStore: runtimeStore, enricher: enricher, sessionStore: sessionStore)
        self.subscriptions = TriggerSubscriptions(
            runtimeStore: runtimeStore, subscriptionStore: engines.subscriptionStore, destinations: engines.callbacks)
        self.contacts = ContactEditor(runtimeStore: runtimeStore)
        self.dispatcher = TriggerDispatcher(
            subscriptions: engines.subscriptionStore, transport: engines.callbacks, time: time,
            environment: TriggerEnvironment(runtimeStore: runtimeStore, enricher: enricher, logger: engines.logger))
        self.connectObservers(earlyCallers)
    }

    /// A report of what happened to calls.
    ///
    /// - Throws: `serviceNotFound` where the principal does not reach the service that is asked for.
    package func report(_ request: ReportRequest, for principal: Principal) throws(Refusal) -> InteractionReport {
        try InteractionReport(
            request, for: principal, runtimeStore: self.engines.runtimeStore, sessionStore: self.engines.sessionStore)
    }

    /// Removes pending statements and remembered deliveries whose time is over; to be called once a second.
    package func sweep() {
        self.webhooks.sweep()
    }
}
