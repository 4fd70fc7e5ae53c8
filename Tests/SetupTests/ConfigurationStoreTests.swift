import AddressBooks
import Application
import CallModel
import Foundation
import Journal
import Logging
import OutboundHTTP
import SettingsFields
import StrictJSON
import Testing
import Waiting

@testable import Setup

@Suite("The configuration in force", .timeLimit(.minutes(1)))
struct ConfigurationStoreTests {
    @Test("A reload that is taken is in force, and observers hear of it")
    func taken() async throws {
        let folder = try ConfigurationFolder()
        defer { folder.delete() }
        let (store, observer) = try await folder.store()
        #expect(store.runtimeStore.current.region == nil)
        try folder.write("callcard.yaml", ConfigurationFolder.text + "region: DE\n")
        _ = try await store.reload()
        #expect(store.runtimeStore.current.region == Region("DE"))
        #expect(observer.heard == [.reloaded])
        #expect(store.refusal == nil)
    }

    @Test("A reload leaves a book that has not changed as it is, and supervises the new ones")
    func keepsBooks() async throws {
        let folder = try ConfigurationFolder()
        defer { folder.delete() }
        let (store, _) = try await folder.store()
        let before = store.supervisor.parts.books
        try folder.write("others.csv", "First Name,Business Phone\nAnna,+493023125120\n")
        try folder.write(
            "callcard.yaml",
            ConfigurationFolder.text.replacing("books:\n", with: "books:\n  - {id: others, file: others.csv}\n"))
        _ = try await store.reload()
        let after = store.supervisor.parts.books
        #expect(after.map(\.id.value) == ["others", "contacts"])
        #expect(after.last === before.first)
    }

    @Test("A reload that is refused changes nothing, and health says where the fault is")
    func refused() async throws {
        let folder = try ConfigurationFolder()
        defer { folder.delete() }
        let (store, observer) = try await folder.store()
        try folder.write("callcard.yaml", ConfigurationFolder.text + "region: germany\n")
        await #expect(throws: ReloadFailure.self) { try await store.reload() }
        #expect(observer.heard.isEmpty)
        #expect(store.health.first?.name == "configuration")
        #expect(store.health.first?.trouble?.contains("callcard.yaml:5") == true)
        try folder.write("callcard.yaml", ConfigurationFolder.text)
        _ = try await store.reload()
        #expect(store.health.first?.trouble == nil)
    }

    @Test("Settings are replaced where they are those that the change was made from, and observers hear before and now")
    func settings() async throws {
        let folder = try ConfigurationFolder()
        defer { folder.delete() }
        let (store, observer) = try await folder.store()
        let changed = try Self.settings(#"{"members":["ben@example.com"]}"#, id: "support")
        await #expect(throws: SettingsUpdateError.changed) {
            try await store.replace(changed, changedBy: "olga@example.com") { _ in false }
        }
        #expect(observer.heard.isEmpty)
        try await store.replace(changed, changedBy: "olga@example.com") { $0.filled.members == ["anna@example.com"] }
        #expect(observer.heard == [.settings(["anna@example.com"], ["ben@example.com"])])
        #expect(store.runtimeStore.current.services["support"]?.settings.members == ["ben@example.com"])
        // The journal's settings outlive a reload of the file.
        let differences = try await store.reload()
        #expect(differences.map(\.service) == ["support"])
        #expect(store.runtimeStore.current.services["support"]?.settings.members == ["ben@example.com"])
    }

    @Test("Settings of a service that does not exist are refused")
    func unknownService() async throws {
        let folder = try ConfigurationFolder()
        defer { folder.delete() }
        let (store, _) = try await folder.store()
        let settings = try Self.settings("{}", id: "sales")
        await #expect(throws: SettingsUpdateError.unknown) {
            try await store.replace(settings, changedBy: "olga@example.com") { _ in true }
        }
    }

    @Test("A supervised book whose file can't be read is in trouble, and one without trouble says so")
    func health() async throws {
        let folder = try ConfigurationFolder()
        defer { folder.delete() }
        let (store, _) = try await folder.store()
        await store.supervisor.load()
        #expect(store.supervisor.health == [Health(name: "book contacts")])
        let other = try ConfigurationFolder()
        defer { other.delete() }
        let (broken, _) = try await other.store()
        try other.remove("contacts.csv")
        await broken.supervisor.load()
        #expect(broken.supervisor.health.first?.trouble != nil)
    }

    private static func settings(_ json: String, id: String) throws -> WrittenSettings {
        SettingsReading(SettingsValue(try StrictJSON.parse(Array(json.utf8))), id: id).settings
    }
}

/// A configuration of one address book and one service, in a folder of its own.
private struct ConfigurationFolder {
    static let text = """
        books:
          - {id: contacts, file: contacts.csv}
        services: services
        journal: journal.sqlite

        """

    private let folder: URL

    init() throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID())")
        try FileManager.default.createDirectory(
            at: self.folder.appending(path: "services"), withIntermediateDirectories: true)
        try self.write("callcard.yaml", Self.text)
        try self.write("contacts.csv", "First Name,Business Phone\nAnna,+493023125120\n")
        try self.write("services/support.yaml", "owners: [olga@example.com]\nmembers: [anna@example.com]\n")
    }

    func delete() {
        try? FileManager.default.removeItem(at: self.folder)
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: self.folder.appending(path: name))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(at: self.folder.appending(path: name))
    }

    /// A store that has started over a journal in memory, with an observer.
    func store() async throws -> (ConfigurationStore, RecordingObserver) {
        var logger = Logger(label: "tests")
        logger.logLevel = .critical
        let outside = NothingOutside()
        let store = try ConfigurationStore(
            path: self.folder.appending(path: "callcard.yaml").path,
            environment: .init(variable: { _ in nil }, ownManifests: nil),
            dependencies: Dependencies(
                numbers: outside, transport: outside, callbacks: outside, queries: outside, time: SystemTime()),
            logger: logger)
        let observer = RecordingObserver()
        store.observe(with: observer)
        let journal = InMemoryJournal()
        await store.start(from: try await journal.start(), journal: journal)
        return (store, observer)
    }
}

/// Writes down what it hears.
private final class RecordingObserver: ConfigurationObserver {
    enum Event: Equatable {
        case reloaded
        /// A service's members before and now.
        case settings([String], [String])
    }

    private let events = Lock<[Event]>([])

    var heard: [Event] { self.events.withLock(\.self) }

    func configurationReloaded() {
        self.events.withLock { $0.append(.reloaded) }
    }

    func settingsChanged(from before: ServiceSettings, to now: ServiceSettings) {
        self.events.withLock { $0.append(.settings(before.members, now.members)) }
    }
}

/// Numbers are their digits, no query is compiled, and nobody answers.
private struct NothingOutside: NumberParser, NumberIndexer, HTTPTransport, DestinationCheck, JSONQueryCompiler {
    func read(_: String, region _: Region?) throws(NumberError) -> CallerNumber { throw .invalidNumber }

    func key(of text: UnsafeRawBufferPointer, region _: Region?) -> NumberKey? {
        UInt64(String(decoding: text, as: UTF8.self).filter(\.isNumber)).map(NumberKey.init(e164Digits:))
    }

    func plan(of _: NumberKey) -> NumberPlan? { nil }

    func send(_: HTTPCall) async throws(TransportError) -> HTTPAnswer { throw .connect }

    func check(_: String, for _: DestinationPolicy) async throws(TransportError) {}

    func compile(_: String, name _: String) throws(JSONQueryError) -> any JSONQuery {
        throw .invalidProgram(reason: "no query is compiled here")
    }
}
