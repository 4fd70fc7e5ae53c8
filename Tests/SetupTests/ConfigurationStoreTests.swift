import AddressBooks
import Application
import CallModel
import SettingsFields
import Testing

@testable import Setup

@Suite("The configuration in force", .timeLimit(.minutes(5)))
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
        let changed = try ConfigurationFolder.settings(#"{"members":["ben@example.com"]}"#, id: "support")
        await #expect(throws: SettingsUpdateError.changed) {
            try await store.replace(changed, changedBy: "olga@example.com") { _ in false }
        }
        #expect(observer.heard.isEmpty)
        try await store.replace(changed, changedBy: "olga@example.com") { $0.filled.members == ["anna@example.com"] }
        #expect(observer.heard == [.settings(["anna@example.com"], ["ben@example.com"])])
        #expect(store.runtimeStore.current.services["support"]?.settings.members == ["ben@example.com"])
        // The journal's settings outlive a reload of the file.
        let outcome = try await store.reload()
        #expect(outcome.differences.map(\.service) == ["support"])
        #expect(store.runtimeStore.current.services["support"]?.settings.members == ["ben@example.com"])
    }

    @Test(
        "What a reload can't change is named",
        arguments: [
            ("listen", "listen: 127.0.0.1:81"), ("bookInterval", "bookInterval: 2s"), ("cache", "cache: {bytes: 9}"),
            ("lookups", "lookups: {slow: 1s}"), ("contextWaits", "contextWaits: {all: 9}"), ("rates", "rates: {burst: 9}"),
            ("memory", "memory: 64MiB"), ("sessions", "sessions: {keepDays: 9}"),
            ("triggers.keyFile", "triggers: {keyFile: other.key}"),
        ])
    func restartKeys(_ key: String, _ text: String) async throws {
        let folder = try ConfigurationFolder()
        defer { folder.delete() }
        let (store, _) = try await folder.store()
        #expect(try await store.reload().restartKeys == [])
        try folder.write("callcard.yaml", ConfigurationFolder.text + text + "\n")
        #expect(try await store.reload().restartKeys == [key])
        #expect(try await store.reload().restartKeys == [key], "it still waits")
    }

    @Test("Settings of a service that does not exist are refused")
    func unknownService() async throws {
        let folder = try ConfigurationFolder()
        defer { folder.delete() }
        let (store, _) = try await folder.store()
        let settings = try ConfigurationFolder.settings("{}", id: "sales")
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
}
