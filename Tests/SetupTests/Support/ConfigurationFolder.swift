import Application
import CallModel
import ConfigurationFile
import Foundation
import Journal
import Logging
import OutboundHTTP
import SettingsFields
import StrictJSON
import Waiting

@testable import Setup

/// A configuration of one address book and one service, in a folder of its own.
struct ConfigurationFolder {
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
            environment: .init(variable: { _ in nil }, ownManifests: []),
            dependencies: Dependencies(
                numbers: outside, transport: outside, callbacks: outside, queries: outside, time: SystemTime()),
            logger: logger)
        let observer = RecordingObserver()
        store.observe(with: observer)
        let journal = InMemoryJournal()
        await store.start(from: try await journal.start(), journal: journal)
        return (store, observer)
    }

    /// Settings of a service as its owner would write them in JSON.
    static func settings(_ json: String, id: String) throws -> WrittenSettings {
        SettingsReading(SettingsValue(try StrictJSON.parse(Array(json.utf8))), id: id).settings
    }
}

/// Writes down what it hears.
final class RecordingObserver: ConfigurationObserver {
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
private struct NothingOutside: NumberParser, NumberIndexer, NumberFinder, HTTPTransport, DestinationCheck, JSONQueryCompiler {
    func read(_: String, region _: Region?) throws(NumberError) -> CallerNumber { throw .invalidNumber }

    func key(of text: UnsafeRawBufferPointer, region _: Region?) -> NumberKey? {
        UInt64(String(decoding: text, as: UTF8.self).filter(\.isNumber)).map(NumberKey.init(e164Digits:))
    }

    func plan(of _: NumberKey) -> NumberPlan? { nil }

    func holdsNumber(_: String, region _: Region?) -> Bool { false }

    func send(_: HTTPCall) async throws(TransportError) -> HTTPAnswer { throw .connect }

    func check(_: String, for _: DestinationPolicy) async throws(TransportError) {}

    func compile(_: String, name _: String) throws(JSONQueryError) -> any JSONQuery {
        throw .invalidProgram(reason: "no query is compiled here")
    }
}
