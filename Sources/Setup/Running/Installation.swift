public import CallModel
public import CallcardServer
internal import Connectors
internal import Enrichment
public import Logging
internal import Metrics
internal import SignIn
internal import Synchronization
internal import YAMLReader

/// A configuration in force: its site, its address books, and the way to a new one.
///
/// Life: ``init(path:surroundings:tools:logger:)`` reads and checks everything, ``start()`` loads the books, ``run()`` watches
/// them and keeps the keys of token issuers fresh, ``reload()`` replaces all in one step or nothing.
public final class Installation: Sendable {
    private struct State {
        var books: [AddressBook]
        var tokenKeys: [KeySource]
        var watches: [Task<Void, Never>] = []
        var isWatching = false
        var lastReloadFailed = false
        /// The reload under way; the next one waits for it.
        var reloading: Task<ReloadFailure?, Never>?
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
    private let onChange = Mutex<(@Sendable () -> Void)?>(nil)

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
        self.state = Mutex(State(books: built.books, tokenKeys: built.tokenKeys))
        Self.log(configuration.warnings + built.warnings, logger)
    }

    /// Calls `handler` after each reload that was taken.
    public func onReload(_ handler: @escaping @Sendable () -> Void) {
        self.onChange.withLock { $0 = handler }
    }

    /// Loads the address books. One that can't be loaded stays empty and says so; it is loaded once its file is good.
    public func start() async {
        await self.load(self.state.withLock(\.books))
    }

    /// Watches the books' files and fetches token issuers' keys until its task is cancelled.
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
    }

    private func load(_ books: [AddressBook]) async {
        await withTaskGroup { group in
            for book in books {
                group.addTask {
                    do throws(AddressBookError) {
                        try await book.load()
                    } catch {
                        self.logger.warning(
                            "an address book was not loaded", metadata: ["book": "\(book.id)", "why": "\(error)"])
                    }
                }
            }
        }
    }

    private func watch(_ state: inout State) {
        state.watches.forEach { $0.cancel() }
        state.watches = state.books.map { book in
            Task { await book.run(interval: self.configuration.bookInterval) }
        }
        state.watches += state.tokenKeys.map { keys in Task { await keys.run() } }
    }

    private static func log(_ warnings: [Configuration.Warning], _ logger: Logger) {
        for warning in warnings { logger.warning("\(warning.problem)") }
    }
}

extension Installation: Reloader {
    /// One reload at a time; one that is asked for meanwhile follows, and further ones share it.
    public func reload() async throws(ReloadFailure) {
        let task = self.state.withLock { state in
            let before = state.reloading
            let task = Task { () -> ReloadFailure? in
                _ = await before?.value
                return await self.reloadNow()
            }
            state.reloading = task
            return task
        }
        if let failure = await task.value { throw failure }
    }

    private func reloadNow() async -> ReloadFailure? {
        let configuration: Configuration
        do throws(ConfigurationFailure) {
            configuration = try ConfigurationReader(path: self.path, surroundings: self.surroundings).read()
        } catch {
            self.note(success: false)
            self.logger.error("the new configuration was refused, the old one is kept")
            for problem in error.problems { self.logger.error("\(problem)") }
            return ReloadFailure(faults: error.problems.map { .init(place: $0.place, message: $0.message) })
        }
        let (old, tokenKeys) = self.state.withLock { ($0.books, $0.tokenKeys) }
        let built = self.builder.build(configuration, keeping: old, tokenKeys)
        await self.load(built.books.filter { book in !old.contains { $0 === book } })
        self.sites.replace(with: built.site)
        self.state.withLock { state in
            state.books = built.books
            state.tokenKeys = built.tokenKeys
            if state.isWatching { self.watch(&state) }
        }
        Self.log(configuration.warnings + built.warnings, self.logger)
        if configuration.listen != self.configuration.listen {
            self.logger.warning("listen has changed; that takes a restart")
        }
        self.note(success: true)
        self.onChange.withLock { $0 }?()
        return nil
    }

    private func note(success: Bool) {
        self.state.withLock { $0.lastReloadFailed = !success }
        Counter(label: "callcard_config_reloads_total", dimensions: [("result", success ? "taken" : "refused")]).increment()
    }
}

extension Installation: HealthCheck {
    public var health: [Health] {
        let (books, tokenKeys, lastReloadFailed) = self.state.withLock { ($0.books, $0.tokenKeys, $0.lastReloadFailed) }
        let configuration = Health(
            name: "configuration",
            trouble: lastReloadFailed ? "the last reload was refused; the configuration before it is in force" : nil)
        return [configuration]
            + books.map { book in
                Health(name: "book \(book.id)", trouble: book.status.problem.map { "\($0)" })
            }
            + tokenKeys.flatMap(\.health)
    }
}

extension Installation {
    /// Sets the gauges of books and configuration before each reading of the metrics.
    public func publish(to registry: PrometheusRegistry) {
        registry.onReading { registry in
            let (books, lastReloadFailed) = self.state.withLock { ($0.books, $0.lastReloadFailed) }
            registry.set("callcard_config_last_reload_successful", to: lastReloadFailed ? 0 : 1)
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
