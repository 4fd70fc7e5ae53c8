import CallModel
import Enrichment
import SessionTestSupport
import Sessions
import TestSupport
import Testing

@testable import Application

@Suite("What one part hears of another", .timeLimit(.minutes(5)))
struct ObserversTests {
    private let bench = Bench()

    @Test("A caller is known while the call goes on and for the retention after it, and no longer")
    func retention() async throws {
        try await self.bench.receive(.queued, number: "+493023125123")
        self.bench.time.advance(by: .seconds(3_600))
        #expect(self.bench.useCases.engines.enricher.caller(of: "c-1", for: .all).number != nil)
        try await self.bench.receive(.ended)
        self.bench.time.advance(by: .seconds(299))
        #expect(self.bench.useCases.engines.enricher.caller(of: "c-1", for: .all).number != nil)
        self.bench.time.advance(by: .seconds(2))
        #expect(self.bench.useCases.engines.enricher.caller(of: "c-1", for: .all).number == nil)
    }

    @Test("Members who leave a service lose its live calls, the others keep them")
    func membersLeave() async throws {
        try await self.bench.receive(.queued)
        let store = self.bench.useCases.engines.sessionStore
        let before = try #require(store.sessionInMemory("c-1", within: .all))
        let settings = try #require(self.bench.useCases.engines.runtimeStore.current.services["support"]?.settings)
        var now = settings
        now.members = [ben]
        self.bench.useCases.configurationObserver.settingsChanged(from: settings, to: now)
        var after = before
        while after.changedUsers(since: before).isEmpty {
            await Task.yield()
            after = try #require(store.sessionInMemory("c-1", within: .all))
        }
        #expect(after.change(for: anna, since: before) == .removed)
        #expect(after.change(for: ben, since: before) == nil)
    }
}
