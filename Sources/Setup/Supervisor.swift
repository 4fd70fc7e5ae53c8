package import AddressBooks
package import CallModel
package import Logging
package import Places
package import SignIn
internal import Waiting

/// Keeps the configuration in force up to date with the world outside: it watches the files of address books and of the map's
/// database, writes the books that flows fill to their files, and fetches token issuers' keys before they go out of date.
///
/// Life: ``load()`` once, then ``run()`` until the server stops; ``replace(with:)`` at each reload; ``saveBooks()`` as the last thing.
package final class Supervisor: Sendable {
    private struct State {
        var parts: SupervisedParts
        /// One task for each part; empty unless ``run()`` is under way.
        var tasks: [Task<Void, Never>] = []
        var isRunning = false
    }

    private let interval: Duration
    private let time: any TimeSource
    private let logger: Logger
    private let state: Lock<State>

    /// - Parameter interval: The pause between two looks at the files.
    package init(_ parts: SupervisedParts, interval: Duration, time: any TimeSource, logger: Logger) {
        self.state = Lock(State(parts: parts))
        self.interval = interval
        self.time = time
        self.logger = logger
    }

    /// The parts that are supervised now.
    package var parts: SupervisedParts { self.state.withLock(\.parts) }

    /// Loads the address books. One that can't be loaded stays empty and says so in ``health``; it is loaded once its file is good.
    package func load() async {
        await self.parts.loadBooks { book, error in
            self.logger.warning("an address book was not loaded", metadata: ["book": "\(book)", "why": "\(error)"])
        }
        for book in self.parts.books where !book.status.warnings.isEmpty {
            self.logger.warning(
                "an address book may lack contacts",
                metadata: ["book": "\(book.id)", "why": "\(book.status.warnings.joined(separator: "; "))"])
        }
    }

    /// Supervises until its task is cancelled, then saves the books.
    package func run() async {
        self.state.withLock { state in
            state.isRunning = true
            self.restart(&state)
        }
        await self.watch()
        self.state.withLock { state in
            state.isRunning = false
            state.tasks.forEach { $0.cancel() }
        }
        await self.saveBooks()
    }

    /// Supervises other parts from now on, and those before no more. Nothing is loaded.
    package func replace(with parts: SupervisedParts) {
        self.state.withLock { state in
            state.parts = parts
            if state.isRunning { self.restart(&state) }
        }
    }

    /// Writes to their files what flows have put into address books; the last thing to do, once no request is under way.
    package func saveBooks() async {
        for book in self.parts.apiBooks { await book.save() }
    }

    /// Tells the log of sources that get into trouble until the task is cancelled. What ``load()`` has told of is known.
    private func watch() async {
        let log = HealthLog("a source", known: self.health, logger: self.logger)
        while !Task.isCancelled {
            log.tell(of: self.health)
            try? await self.time.sleep(until: self.time.monotonicNow() + self.interval)
        }
    }

    private func restart(_ state: inout State) {
        state.tasks.forEach { $0.cancel() }
        let (interval, time) = (self.interval, self.time)
        state.tasks = state.parts.books.map { book in Task { await book.run(interval: interval) } }
        state.tasks += state.parts.apiBooks.map { book in Task { await book.run() } }
        state.tasks += state.parts.tokenKeys.map { keys in Task { await keys.run() } }
        if let places = state.parts.places {
            state.tasks.append(Task { await places.run(interval: interval, time: time) })
        }
    }
}

extension Supervisor: HealthCheck {
    /// Each address book, each token issuer's keys, and the map's database.
    package var health: [Health] {
        let parts = self.parts
        return parts.books.map { book in Health(name: "book \(book.id)", trouble: book.status.trouble) }
            + parts.apiBooks.map { book in Health(name: "book \(book.id)", trouble: book.problem.map { "\($0)" }) }
            + parts.tokenKeys.flatMap(\.health)
            + [parts.places].compactMap(\.self).map { Health(name: "map database", trouble: $0.problem?.description) }
    }
}

/// The parts of a configuration that need running while it is in force.
package struct SupervisedParts: Sendable {
    /// Address books in files, in configuration order.
    package var books: [AddressBook] = []
    /// Address books that flows fill, in configuration order.
    package var apiBooks: [APIAddressBook] = []
    /// Signing keys of the issuers whose bearer tokens are taken.
    package var tokenKeys: [IssuerKeys] = []
    /// The database of the places of internet addresses; `nil` where the operator named none.
    package var places: PlaceDatabase?

    /// Nothing that needs running.
    package init() {}

    /// Loads the address books that are not among `kept`, all at once.
    ///
    /// - Parameter onFailure: Called for each that can't be loaded as soon as that is known, one at a time; others may take much longer.
    func loadBooks(
        except kept: SupervisedParts = .init(), onFailure: (_ book: ConnectorID, _ error: AddressBookError) -> Void
    ) async {
        await withTaskGroup { group in
            for book in self.books where !kept.books.contains(where: { $0 === book }) {
                group.addTask { await Self.failure(of: book.id) { () throws(AddressBookError) in _ = try await book.load() } }
            }
            for book in self.apiBooks where !kept.apiBooks.contains(where: { $0 === book }) {
                group.addTask { await Self.failure(of: book.id) { () throws(AddressBookError) in try await book.load() } }
            }
            for await failure in group { if let failure { onFailure(failure.book, failure.error) } }
        }
    }

    private static func failure(
        of book: ConnectorID, _ load: () async throws(AddressBookError) -> Void
    ) async -> (book: ConnectorID, error: AddressBookError)? {
        do throws(AddressBookError) {
            try await load()
            return nil
        } catch {
            return (book, error)
        }
    }
}
