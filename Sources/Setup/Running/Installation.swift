public import CallModel
public import CallcardServer
internal import Connectors
internal import Enrichment
internal import Flows
public import Logging
internal import Metrics
internal import Places
internal import Sessions
public import SettingsFields
internal import SignIn
internal import Synchronization
internal import YAMLReader

/// A configuration in force: its site, its address books, and the way to a new one.
///
/// Life: ``init(path:surroundings:tools:logger:)`` reads and checks everything, ``start(with:)`` takes over the journal and loads the books, ``run()`` watches
/// them and the database of places, and keeps the keys of token issuers fresh, ``reload()`` replaces all in one step or nothing.
public final class Installation: Sendable {
    private struct State {
        var books: [AddressBook]
        var fedBooks: [FedAddressBook]
        var tokenKeys: [KeySource]
        var places: PlaceDatabase?
        var watches: [Task<Void, Never>] = []
        var isWatching = false
        var lastReloadFailed = false
        /// The change under way; the next one waits for it.
        var turn: Task<Void, Never>?
        /// `nil` before the start.
        var settings: SettingsLedger?
        // Not in locks of their own: one around a bare closure wraps it once more at each look.
        var onChange: (@Sendable () -> Void)?
        var onSettings: (@Sendable (_ before: ServiceSettings, _ now: ServiceSettings) -> Void)?
    }

    public let sites: SiteHolder
    /// As it was at the start: what of it a reload can't change stays so.
    public let configuration: Configuration
    private let path: String
    private let surroundings: ConfigurationReader.Surroundings
    private let builder: SiteBuilder
    private let time: any TimeSource
    private let logger: Logger
    private let state: Mutex<State>

    /// - Throws: All problems of the configuration.
    public init(
        path: String, surroundings: ConfigurationReader.Surroundings, tools: Tools, logger: Logger
    ) throws(ConfigurationFailure) {
        let configuration = try ConfigurationReader(path: path, surroundings: surroundings).read()
        let builder = SiteBuilder(tools: tools, logger: logger)
        let built = builder.build(configuration)
        self.path = path
        self.surroundings = surroundings
        self.builder = builder
        self.time = tools.time
        self.logger = logger
        self.configuration = configuration
        self.sites = SiteHolder(built.site)
        self.state = Mutex(
            State(books: built.books, fedBooks: built.fedBooks, tokenKeys: built.tokenKeys, places: configuration.maps.database))
        Self.log(configuration.warnings + built.warnings, logger)
    }

    /// Calls `handler` after each reload that was taken.
    public func onReload(_ handler: @escaping @Sendable () -> Void) {
        self.state.withLock { $0.onChange = handler }
    }

    /// Calls `handler` after each change of a service's settings.
    public func onSettingsChange(_ handler: @escaping @Sendable (_ before: ServiceSettings, _ now: ServiceSettings) -> Void) {
        self.state.withLock { $0.onSettings = handler }
    }

    /// Takes over what the journal holds, and loads the address books. One that can't be loaded stays empty and says so; it is
    /// loaded once its file is good.
    public func start(with calls: CallRoom) async throws(JournalError) {
        let start = try await calls.journal.start()
        let ledger = SettingsLedger(
            journal: calls.journal, records: start.settings, isDurable: self.configuration.journal != nil, time: self.time,
            logger: self.logger)
        self.state.withLock { $0.settings = ledger }
        let site = self.sites.current
        let services = await ledger.settle(self.configuration.services)
        self.sites.replace(with: site.replacing(services.map { SiteBuilder.service($0, in: site) }))
        let unopened = calls.subscriptions.takeOver(start.subscriptions)
        if unopened > 0 { self.tellOfLostKey(unopened) }
        calls.desk.start(from: start)
        let (books, fedBooks) = self.state.withLock { ($0.books, $0.fedBooks) }
        await self.load(books, fedBooks)
    }

    /// Watches the files of books and of the map's database, and fetches token issuers' keys until its task is cancelled.
    public func run() async {
        self.state.withLock { state in
            state.isWatching = true
            self.watch(&state)
        }
        try? await Task.sleep(for: .seconds(1 << 30))
        self.state.withLock { state in
            state.isWatching = false
            state.watches.forEach { $0.cancel() }
        }
        await self.saveBooks()
    }

    /// Brings to their files what flows have put into address books; the last thing to do, once no request is under way.
    func saveBooks() async {
        for book in self.state.withLock(\.fedBooks) { await book.save() }
    }

    private func tellOfLostKey(_ count: Int) {
        self.logger.notice(
            "subscriptions of flows can't be opened: restore the key file they were kept under, or have the flows subscribe anew",
            metadata: ["subscriptions": "\(count)"])
    }

    private func load(_ books: [AddressBook], _ fedBooks: [FedAddressBook]) async {
        await withTaskGroup { group in
            for book in books {
                group.addTask { await self.load(book.id) { () throws(AddressBookError) in _ = try await book.load() } }
            }
            for book in fedBooks {
                group.addTask { await self.load(book.id) { () throws(AddressBookError) in try await book.load() } }
            }
        }
    }

    private func load(_ id: ConnectorID, _ work: () async throws(AddressBookError) -> Void) async {
        do throws(AddressBookError) {
            try await work()
        } catch {
            self.logger.warning("an address book was not loaded", metadata: ["book": "\(id)", "why": "\(error)"])
        }
    }

    private func watch(_ state: inout State) {
        state.watches.forEach { $0.cancel() }
        state.watches = state.books.map { book in
            Task { await book.run(interval: self.configuration.bookInterval) }
        }
        state.watches += state.fedBooks.map { book in Task { await book.run() } }
        state.watches += state.tokenKeys.map { keys in Task { await keys.run() } }
        if let places = state.places {
            state.watches.append(Task { await places.run(interval: self.configuration.bookInterval, time: self.time) })
        }
    }

    private static func log(_ warnings: [Configuration.Warning], _ logger: Logger) {
        for warning in warnings { logger.warning("\(warning.problem)") }
    }
}

extension Installation: Reloader {
    @discardableResult
    public func reload() async throws(ReloadFailure) -> [SettingsDifference] {
        if let failure = await self.inTurn({ await self.reloadNow() }) { throw failure }
        return self.state.withLock(\.settings)?.differences ?? []
    }

    /// One change at a time: what is asked for meanwhile follows.
    private func inTurn<Value: Sendable>(_ change: @escaping @Sendable () async -> Value) async -> Value {
        let task = self.state.withLock { state in
            let before = state.turn
            let task = Task {
                await before?.value
                return await change()
            }
            state.turn = Task { _ = await task.value }
            return task
        }
        return await task.value
    }

    private func reloadNow() async -> ReloadFailure? {
        var configuration: Configuration
        do throws(ConfigurationFailure) {
            configuration = try ConfigurationReader(path: self.path, surroundings: self.surroundings).read()
        } catch {
            self.note(success: false)
            self.logger.error("the new configuration was refused, the old one is kept")
            for problem in error.problems { self.logger.error("\(problem)") }
            return ReloadFailure(faults: error.problems.map { .init(place: $0.place, message: $0.message) })
        }
        let (old, oldFed, tokenKeys, settings) = self.state.withLock { ($0.books, $0.fedBooks, $0.tokenKeys, $0.settings) }
        configuration.services = await settings?.settle(configuration.services) ?? configuration.services
        let built = self.builder.build(configuration, keeping: old, fed: oldFed, tokenKeys)
        // What goes leaves its file whole, before another book reads it.
        for book in oldFed where !built.fedBooks.contains(where: { $0 === book }) { await book.save() }
        await self.load(
            built.books.filter { book in !old.contains { $0 === book } },
            built.fedBooks.filter { book in !oldFed.contains { $0 === book } })
        for book in built.fedBooks {
            // Another region, or a file where there was none, empties no book.
            guard let old = oldFed.first(where: { $0.id == book.id && $0 !== book }) else { continue }
            await book.takeOver(old)
        }
        self.sites.replace(with: built.site)
        self.state.withLock { state in
            state.books = built.books
            state.fedBooks = built.fedBooks
            state.tokenKeys = built.tokenKeys
            state.places = configuration.maps.database
            if state.isWatching { self.watch(&state) }
        }
        Self.log(configuration.warnings + built.warnings, self.logger)
        if configuration.listen != self.configuration.listen {
            self.logger.warning("listen has changed; that takes a restart")
        }
        if configuration.journal != self.configuration.journal {
            self.logger.warning("journal has changed; that takes a restart")
        }
        if configuration.pages != self.configuration.pages || configuration.tls != self.configuration.tls {
            self.logger.warning("pages or tls have changed; that takes a restart")
        }
        if configuration.triggers.keyFile != self.configuration.triggers.keyFile {
            self.logger.warning("triggers.keyFile has changed; that takes a restart")
        }
        self.note(success: true)
        self.state.withLock { $0.onChange }?()
        return nil
    }

    private func note(success: Bool) {
        self.state.withLock { $0.lastReloadFailed = !success }
        Counter(label: "callcard_config_reloads_total", dimensions: [("result", success ? "taken" : "refused")]).increment()
    }
}

extension Installation: SettingsKeeper {
    public func replace(
        _ settings: WrittenSettings, changedBy: String, if isExpected: @escaping @Sendable (WrittenSettings) -> Bool
    ) async throws(SettingsRefusal) {
        if let refusal = await self.inTurn({ await self.replaceNow(settings, changedBy, isExpected) }) { throw refusal }
    }

    private func replaceNow(
        _ settings: WrittenSettings, _ changedBy: String, _ isExpected: (WrittenSettings) -> Bool
    ) async -> SettingsRefusal? {
        let site = self.sites.current
        guard let inForce = site.services[settings.id]?.written, let ledger = self.state.withLock(\.settings) else {
            return .unknown
        }
        guard isExpected(inForce) else { return .changed }
        do throws(JournalError) {
            try await ledger.write(settings, changedBy: changedBy)
        } catch {
            return .journal
        }
        self.sites.replace(with: site.replacing([SiteBuilder.service(settings, in: site)]))
        self.state.withLock { $0.onSettings }?(inForce.filled, settings.filled)
        return nil
    }
}

extension Installation: HealthCheck {
    public var health: [Health] {
        let (books, fedBooks, tokenKeys, places, lastReloadFailed) = self.state.withLock {
            ($0.books, $0.fedBooks, $0.tokenKeys, $0.places, $0.lastReloadFailed)
        }
        let configuration = Health(
            name: "configuration",
            trouble: lastReloadFailed ? "the last reload was refused; the configuration before it is in force" : nil)
        return [configuration]
            + books.map { book in
                Health(name: "book \(book.id)", trouble: book.status.problem.map { "\($0)" })
            }
            + fedBooks.map { book in Health(name: "book \(book.id)", trouble: book.problem.map { "\($0)" }) }
            + tokenKeys.flatMap(\.health)
            + [places].compactMap(\.self).map { Health(name: "map database", trouble: $0.problem?.description) }
    }
}

extension Installation {
    /// Sets the gauges of books and configuration before each reading of the metrics.
    public func publish(to registry: PrometheusRegistry) {
        registry.onReading { registry in
            let (books, fedBooks, lastReloadFailed) = self.state.withLock { ($0.books, $0.fedBooks, $0.lastReloadFailed) }
            registry.set("callcard_config_last_reload_successful", to: lastReloadFailed ? 0 : 1)
            for book in fedBooks {
                registry.set("callcard_book_contacts", [("book", book.id.value)], to: Double(book.contactCount))
                registry.set("callcard_book_stale", [("book", book.id.value)], to: book.problem == nil ? 0 : 1)
            }
            for book in books {
                let (status, labels) = (book.status, [("book", book.id.value)])
                registry.set("callcard_book_contacts", labels, to: Double(status.contacts))
                registry.set("callcard_book_numbers", labels, to: Double(status.numbers))
                registry.set("callcard_book_unusable_rows", labels, to: Double(status.unusable))
                registry.set("callcard_book_stale", labels, to: status.isStale ? 1 : 0)
                if let age = status.age(at: self.time.wallNow()) {
                    registry.set("callcard_book_age_seconds", labels, to: age.milliseconds / 1_000)
                }
            }
        }
    }
}
