import CallModel
import ContextTemplates
import Enrichment
import SettingsFields
import StrictJSON
import TestSupport
import Testing

@testable import Application

@Suite("A configuration that is replaced while it is read", .timeLimit(.minutes(5)))
struct RuntimeConfigurationStoreConcurrencyTests {
    private struct Nobody: Authenticator {
        func principal(presenting _: String) async -> Principal? { nil }
    }

    /// A configuration of one service, which names the region of the whole.
    private static func runtime(_ region: String) -> RuntimeConfiguration {
        let value = SettingsValue(.object(["displayName": .string(region)]))
        let settings = SettingsReading(value, id: "support").settings
        let service = RuntimeConfiguration.Service(
            settings: settings, plan: LookupPlan(connectors: []), map: MapLinkMaker(settings: settings.filled))
        return RuntimeConfiguration(
            services: [service], connectors: [], region: Region(region), schemes: URLSchemes(), authenticator: Nobody(),
            scopes: [.all])
    }

    @Test("Readers have one whole configuration each, numbers rise with each replacement, and each has one configuration")
    func whole() async throws {
        let store = RuntimeConfigurationStore(Self.runtime("DE"))
        let replacements = try await race { racer -> Int in
            let before = store.numbered
            #expect(before.runtime.services["support"]?.settings.displayName == before.runtime.region?.code)
            let replaces = racer.below(8) == 0
            if replaces { store.replace(with: Self.runtime(["DE", "AT", "CH"][racer.below(3)])) }
            let after = store.numbered
            #expect(after.generation >= before.generation + (replaces ? 1 : 0))
            #expect(after.generation > before.generation || after.runtime === before.runtime)
            return replaces ? 1 : 0
        }
        #expect(store.numbered.generation == UInt64(1 + replacements.reduce(0, +)))
        #expect(store.current === store.numbered.runtime)
    }
}
