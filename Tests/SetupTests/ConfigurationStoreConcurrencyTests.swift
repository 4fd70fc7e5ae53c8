import Application
import CallModel
import SettingsFields
import TestSupport
import Testing

@testable import Setup

@Suite("A configuration that is reloaded and changed at once", .timeLimit(.minutes(5)))
struct ConfigurationStoreConcurrencyTests {
    @Test("Each change is made to what the one before left, no reload undoes any, and the last one is in force")
    func chain() async throws {
        let folder = try ConfigurationFolder()
        defer { folder.delete() }
        let (store, observer) = try await folder.store()
        let reloads = try await race(6, steps: 10) { racer -> Int in
            if racer.below(3) == 0 {
                _ = try await store.reload()
                return 1
            }
            let member = "member-\(racer.index)-\(racer.step)@example.com"
            let json = #"{"owners": ["olga@example.com"], "members": ["\#(member)"]}"#
            let settings = try ConfigurationFolder.settings(json, id: "support")
            try await store.replace(settings, changedBy: "olga") { _ in true }
            return 0
        }
        let changes = observer.heard.compactMap { event -> (before: [String], now: [String])? in
            if case .settings(let before, let now) = event { (before, now) } else { nil }
        }
        #expect(changes.count == reloads.count { $0 == 0 })
        #expect(observer.heard.count { $0 == .reloaded } <= reloads.reduce(0, +))
        #expect(changes.first?.before == ["anna@example.com"])
        for (change, next) in zip(changes, changes.dropFirst()) { #expect(next.before == change.now) }
        _ = try await store.reload()
        #expect(store.runtimeStore.current.services["support"]?.settings.members == changes.last?.now)
        #expect(store.refusal == nil)
    }
}
