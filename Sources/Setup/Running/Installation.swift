internal import AddressBooks
public import CallModel
package import Application
internal import Enrichment
internal import Flows
public import Logging
internal import Places
internal import Sessions
package import SettingsFields
internal import SignIn
internal import Waiting
internal import YAMLReader

/// A configuration in force: its site, its address books, and the way to a new one.
///
/// Life: ``init(path:surroundings:tools:logger:)`` reads and checks everything, ``start(with:)`` takes over the journal and loads the books, ``run()`` watches
/// them and the database of places, and keeps the keys of token issuers fresh, ``reload()`` replaces all in one step or nothing.
public final class Installation: Sendable {
    struct State {
        var parts: RuntimeConfigurationBuilder.Parts
        var places: PlaceDatabase?
        var watches: [Task<Void, Never>] = []
        var isWatching = false
        /// Why the last reload was refused; `nil` where it was taken.
        var refusal: ReloadFailure?
        /// `nil` before the start.
        var settings: SettingsStore?
        // Not in locks of their own: one around a bare closure wraps it once more at each look.
        var onChange: (@Sendable () -> Void)?
        var onSettings: (@Sendable (_ before: ServiceSettings, _ now: ServiceSettings) -> Void)?
    }

    package let runtimeStore: RuntimeConfigurationStore
    /// As it was at the start: what of it a reload can't change stays so.
    public let configuration: Configuration
    let path: String
    let surroundings: ConfigurationReader.Surroundings
    let builder: RuntimeConfigurationBuilder
    let time: any TimeSource
    let logger: Logger
    let state: Lock<State>
    let changes = ReloadQueue<ReloadOutcome>()

    /// - Throws: All problems of the configuration.
    public init(
        path: String, surroundings: ConfigurationReader.Surroundings, tools: Dependencies, logger: Logger
    ) throws(ConfigurationFailure) {
        let configuration = try ConfigurationReader(path: path, surroundings: surroundings).read()
        let builder = RuntimeConfigurationBuilder(tools: tools, logger: logger)
        let built = builder.build(configuration)
        self.path = path
        self.surroundings = surroundings
        self.builder = builder
        self.time = tools.time
        self.logger = logger
        self.configuration = configuration
        self.runtimeStore = RuntimeConfigurationStore(built.site)
        self.state = Lock(State(parts: built.parts, places: configuration.maps.database))
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
    public func start(with calls: SessionComponents) async throws(JournalError) {
        let start = try await calls.journal.start()
        let ledger = SettingsStore(
            journal: calls.journal, records: start.settings, isDurable: self.configuration.journal != nil, time: self.time,
            logger: self.logger)
        self.state.withLock { $0.settings = ledger }
        let site = self.runtimeStore.current
        let services = await ledger.settle(self.configuration.services)
        self.runtimeStore.replace(with: site.replacing(services.map { RuntimeConfigurationBuilder.service($0, in: site) }))
        let unopened = calls.subscriptions.restore(start.subscriptions)
        if unopened > 0 { self.tellOfLostKey(unopened) }
        calls.desk.start(from: start)
        await self.load(self.state.withLock(\.parts))
    }

    /// Watches the files of books and of the map's database, and fetches token issuers' keys until its task is cancelled.
    public func run() async {
        self.state.withLock { state in
            state.isWatching = true
            self.watch(&state)
        }
        await Task.untilCancelled()
        self.state.withLock { state in
            state.isWatching = false
            state.watches.forEach { $0.cancel() }
        }
        await self.saveBooks()
    }

    /// Brings to their files what flows have put into address books; the last thing to do, once no request is under way.
    func saveBooks() async {
        for book in self.state.withLock(\.parts.fedBooks) { await book.save() }
    }

    private func tellOfLostKey(_ count: Int) {
        self.logger.notice(
            "subscriptions of flows can't be opened: restore the key file they were kept under, or have the flows subscribe anew",
            metadata: ["subscriptions": "\(count)"])
    }

    private func load(_ parts: RuntimeConfigurationBuilder.Parts) async {
        await withTaskGroup { group in
            for book in parts.books {
                group.addTask { await self.load(book.id) { () throws(AddressBookError) in _ = try await book.load() } }
            }
            for book in parts.fedBooks {
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

    /// Watches what is in force now, and nothing else any more.
    func watch(_ state: inout State) {
        state.watches.forEach { $0.cancel() }
        state.watches = state.parts.books.map { book in
            Task { await book.run(interval: self.configuration.bookInterval) }
        }
        state.watches += state.parts.fedBooks.map { book in Task { await book.run() } }
        state.watches += state.parts.tokenKeys.map { keys in Task { await keys.run() } }
        if let places = state.places {
            state.watches.append(Task { await places.run(interval: self.configuration.bookInterval, time: self.time) })
        }
    }

    private static func log(_ warnings: [Configuration.Warning], _ logger: Logger) {
        for warning in warnings { logger.warning("\(warning.problem)") }
    }
}

extension Installation: SettingsUpdater {
    package func replace(
        _ settings: WrittenSettings, changedBy: String, if isExpected: @escaping @Sendable (WrittenSettings) -> Bool
    ) async throws(SettingsUpdateError) {
        if let refusal = await self.changes.change({ await self.replaceNow(settings, changedBy, isExpected) }) { throw refusal }
    }

    private func replaceNow(
        _ settings: WrittenSettings, _ changedBy: String, _ isExpected: (WrittenSettings) -> Bool
    ) async -> SettingsUpdateError? {
        let site = self.runtimeStore.current
        guard let inForce = site.services[settings.id]?.written, let ledger = self.state.withLock(\.settings) else {
            return .unknown
        }
        guard isExpected(inForce) else { return .changed }
        do throws(JournalError) {
            try await ledger.write(settings, changedBy: changedBy)
        } catch {
            return .journal
        }
        self.runtimeStore.replace(with: site.replacing([RuntimeConfigurationBuilder.service(settings, in: site)]))
        self.state.withLock { $0.onSettings }?(inForce.filled, settings.filled)
        return nil
    }
}
