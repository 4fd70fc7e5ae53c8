package import CallModel
import Waiting

/// Contacts from a file, held in memory: it answers at once, and goes on answering from the last good file whatever becomes of
/// the file.
///
/// 1. ``load(progress:)`` reads the file whole; lookups before that find nothing.
/// 2. ``run(interval:)`` watches the file; a changed one is loaded beside the old one and takes its place in one step.
/// 3. A file that is half-written, empty, gone or bad leaves the old book standing; ``status`` says so.
package final class AddressBook: ImmediateConnector {
    /// SHA-256 of bytes: 32 of them.
    package typealias Digest = @Sendable (UnsafeRawBufferPointer) -> [UInt8]
    /// Shows how far loading is. Called from any thread, not before a second has passed, at most ten times a second.
    package typealias Progress = @Sendable (BookProgress) -> Void

    /// The file and how it is read.
    package let options: AddressBookOptions
    private let numbers: any NumberIndexer
    private let time: any TimeSource
    private let digest: Digest?
    private let state: Lock<State>

    private struct State {
        var book: BookSnapshot?
        var generation: UInt64 = 0
        var status: AddressBookStatus
        var watch = AddressBookWatch()
        /// Counts loads, so that one that began earlier never replaces one that began later.
        var startedLoads: UInt64 = 0
        var publishedLoad: UInt64 = 0
    }

    /// Begins without contacts; ``load(progress:)`` brings them.
    ///
    /// - Parameters:
    ///   - numbers: Makes keys of numbers, from several threads.
    ///   - digest: Verifies `FILE.sha256` where there is one; `nil`: such files are not looked at.
    package init(_ options: AddressBookOptions, numbers: any NumberIndexer, time: any TimeSource, digest: Digest? = nil) {
        self.options = options
        self.numbers = numbers
        self.time = time
        self.digest = digest
        self.state = Lock(State(status: AddressBookStatus(id: options.id)))
    }

    /// The book's name as a connector.
    package var id: ConnectorID { self.options.id }
    /// Grows each time that another book answers.
    package var generation: UInt64 { self.state.withLock { $0.generation } }
    /// The book's state at this moment.
    package var status: AddressBookStatus { self.state.withLock { $0.status } }
    /// The figures of the loaded file; `nil` while none has been loaded.
    package var statistics: BookStatistics? { self.state.withLock { $0.book?.statistics } }

    /// The book's condition: the count of its contacts, and the fault of its file.
    package var condition: ConnectorCondition {
        let status = self.status
        return ConnectorCondition(
            .addressBook, trouble: status.trouble, isOff: !status.isLoaded, contacts: status.contacts)
    }

    /// Whether a number is known at all.
    package func applies(to number: CallerNumber) -> Bool { number != .withheld }

    /// The records that have the number, or whose block it is in; at most ``BookSnapshot/findingsLimit``.
    package func findings(for number: CallerNumber) -> [Finding] {
        self.state.withLock { $0.book }?.findings(for: number) ?? []
    }

    /// Reads the file now, whether or not it has changed, on threads of its own; the old book answers until it is done.
    ///
    /// - Throws: Why the file is no book; then the old one stands, and ``status`` shows the same.
    @discardableResult
    package func load(progress: Progress? = nil) async throws(AddressBookError) -> BookStatistics {
        let result = await BackgroundThreads.aside { self.loadOnThisThread(progress) }
        return try result.get()
    }

    /// Looks at the file every `interval` until its task is cancelled; see ``AddressBookWatch`` for when it is loaded.
    package func run(interval: Duration = .seconds(2)) async {
        while !Task.isCancelled {
            await self.poll()
            do { try await self.time.sleep(until: self.time.monotonicNow() + interval) } catch { return }
        }
    }

    /// Looks at the file once.
    func poll() async {
        let path = self.options.path
        let looksAtSidecar = self.digest != nil
        await BackgroundThreads.aside {
            let file = PolledFile(path: path, withSidecar: looksAtSidecar)
            let step = self.state.withLock { $0.watch.observe(file) }
            switch step {
            case .wait: break
            case .keep(let problem): self.report(problem)
            case .load: _ = self.loadOnThisThread(nil)
            }
        }
    }

    private func loadOnThisThread(_ progress: Progress?) -> Result<BookStatistics, AddressBookError> {
        let number = self.state.withLock { state in
            state.startedLoads += 1
            return state.startedLoads
        }
        let file = PolledFile(path: self.options.path, withSidecar: self.digest != nil)
        let previousBytes = self.state.withLock { $0.book?.statistics.bytes }
        let loader = BookLoader(
            options: self.options, numbers: self.numbers, time: self.time, digest: self.digest, previousBytes: previousBytes,
            progress: progress)
        do throws(AddressBookError) {
            let (book, stamp) = try loader.load()
            self.publish(book, load: number, file: file.with(stamp))
            return .success(book.statistics)
        } catch {
            self.report(error, of: file, load: number)
            return .failure(error)
        }
    }

    /// Lets `book` answer from now on, unless a load that began later has already ended.
    private func publish(_ book: BookSnapshot, load number: UInt64, file: PolledFile) {
        let now = self.time.wallNow()
        // The old book goes outside of the lock: giving back its memory takes a while.
        let old = self.state.withLock { state -> BookSnapshot? in
            guard number > state.publishedLoad else { return book }
            let old = state.book
            state.publishedLoad = number
            state.book = book
            state.generation += 1
            state.watch.noteLoad(of: file, problem: nil)
            state.status = AddressBookStatus(id: self.id)
            state.status.loadedAt = now
            state.status.contacts = book.statistics.contacts
            state.status.numbers = book.statistics.numbers
            state.status.unusable = book.statistics.unusableNumbers + book.statistics.unusableRecords
            state.status.warnings = book.statistics.warnings
            state.status.columnWarnings = book.statistics.columnWarnings
            return old
        }
        withExtendedLifetime(old) {}
    }

    /// Keeps the old book, and notes what is wrong with the file.
    ///
    /// - Parameters:
    ///   - file: The file that was loaded; `nil` where it was only looked at.
    ///   - number: The load's; one that began before the published one changes nothing any more.
    private func report(_ problem: AddressBookError?, of file: PolledFile? = nil, load number: UInt64 = .max) {
        let now = self.time.wallNow()
        self.state.withLock { state in
            guard number > state.publishedLoad else { return }
            if let file { state.watch.noteLoad(of: file, problem: problem) }
            if problem == nil || state.status.problem == nil { state.status.problemSince = problem == nil ? nil : now }
            state.status.problem = problem
        }
    }
}

/// The state of an address book, for `/readyz`, the metrics and the log.
package struct AddressBookStatus: Hashable, Sendable {
    /// The book's name as a connector.
    package let id: ConnectorID
    /// When the book that answers was loaded; `nil` while none has been.
    package fileprivate(set) var loadedAt: WallTime?
    /// Contacts of the book that answers.
    package fileprivate(set) var contacts = 0
    /// Different numbers of the book that answers.
    package fileprivate(set) var numbers = 0
    /// Records and numbers of the loaded file that could not be used.
    package fileprivate(set) var unusable = 0
    /// What the operator should know of the book that answers, with what can be done; see ``BookStatistics/warnings``.
    package fileprivate(set) var warnings: [String] = []
    /// Those of them that stay until somebody does something; see ``BookStatistics/columnWarnings``.
    fileprivate var columnWarnings: [String] = []
    /// Why the file as it is now can't take the loaded one's place; `nil` while all is well.
    package fileprivate(set) var problem: AddressBookError?
    /// Since when; `nil` while all is well.
    package fileprivate(set) var problemSince: WallTime?

    fileprivate init(id: ConnectorID) {
        self.id = id
    }

    /// What is wrong, in words: with the file, else with columns of the book that answers; `nil` while all is well.
    package var trouble: String? {
        self.problem.map { "\($0)" } ?? (self.columnWarnings.isEmpty ? nil : self.columnWarnings.joined(separator: "; "))
    }

    /// Whether an older book answers because the file is gone or bad.
    package var isStale: Bool { self.problem != nil }
    /// Whether there is any book to answer.
    package var isLoaded: Bool { self.loadedAt != nil }
    /// Time since the book that answers was loaded; `nil` while none has been.
    package func age(at now: WallTime) -> Duration? { self.loadedAt.map { max(now - $0, .zero) } }
}
