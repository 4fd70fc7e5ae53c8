import ApplicationTestSupport
import CallModel
import SessionTestSupport
import Sessions
import TestSupport
import Waiting

@testable import Application

/// All use cases over engines in memory, with a principal of each role.
final class Bench: Sendable {
    let useCases: UseCases
    let encodings = CountingEncodings()
    private let base: InMemoryEngines

    init(recallKey: [UInt8]? = nil) {
        var options = InMemoryEngines.Options()
        options.recallKey = recallKey
        self.base = InMemoryEngines(options)
        self.useCases = UseCases(self.base.engines, encodings: [self.encodings])
    }

    var time: ManualTime { self.base.time }
    var updater: RecordingUpdater { self.base.updater }

    static let agent = Principal(id: "anna", role: .agent, services: .all, user: anna)
    static let owner = Principal(id: "olga", role: .owner, services: .all, user: "olga@example.com")
    static let administrator = Principal(id: "ops", role: .operator, services: .all)
    static let switchboard = Principal(id: "switch", role: .sessionService, services: .only(["support"]))
    static let flow = Principal(id: "flow", role: .flow, services: .only(["support"]))

    /// Posts an event of session `c-1`.
    @discardableResult
    func receive(_ type: EventType, _ user: String? = nil, number: String? = nil) async throws -> Int {
        let draft = EventDraft(
            id: "e-\(type.rawValue)", type: type, direction: .inbound, service: "support", user: user)
        return try await self.useCases.events.receive(.init(draft, number: number), of: "c-1", from: Self.switchboard)
    }

    /// The code of the refusal that `work` meets; `nil` where it meets none.
    func refusal(_ work: () async throws(Refusal) -> some Sendable) async -> Refusal.Code? {
        do throws(Refusal) {
            _ = try await work()
            return nil
        } catch {
            return error.code
        }
    }
}

/// Counts how often something is forgotten.
final class CountingEncodings: CallerEncodings {
    private let count = Lock(0)

    var forgotten: Int { self.count.withLock(\.self) }

    func forget(_: CallerNumber, within _: ServiceScope) -> Int {
        self.count.withLock { $0 += 1 }
        return 2
    }
}
