import CallModel
import Synchronization
import TestSupport
import Testing

@testable import Flows

@Suite("R9 Deliveries that come more than once at once", .timeLimit(.minutes(5)))
final class WebhookDeduplicatorConcurrencyTests: Sendable {
    private struct Failure: Error {}

    private let deliveries = WebhookDeduplicator(time: ManualTime())
    private let effects = Atomic<Int>(0)

    private func delivery(_ id: Int) -> WebhookDelivery {
        WebhookDelivery(sender: "crm", id: "m-\(id)", body: Array("body \(id)".utf8))
    }

    @Test("However often and from however many each comes, it has one effect, and all are answered with that one")
    func oneEffect() async throws {
        let answers = try await race { racer -> (id: Int, revision: Int, isFirst: Bool)? in
            let id = racer.step / 4
            if racer.below(16) == 0 { self.deliveries.sweep() }
            let fails = racer.below(4) == 0
            do {
                let result = try await self.deliveries.process(self.delivery(id)) { _ async throws -> WebhookDeliveryEffect in
                    await Task.yield()
                    if fails { throw Failure() }
                    return .revision(self.effects.add(1, ordering: .relaxed).newValue)
                }
                switch result {
                case .first(.revision(let revision)): return (id, revision, true)
                case .again(.revision(let revision)): return (id, revision, false)
                default:
                    Issue.record("\(result)")
                    return nil
                }
            } catch is Failure {
                return nil
            }
        }.compactMap(\.self)
        for id in 0..<50 {
            let own = answers.filter { $0.id == id }
            #expect(own.count(where: \.isFirst) == 1 && Set(own.map(\.revision)).count == 1)
        }
        #expect(self.effects.load(ordering: .relaxed) == 50 && self.deliveries.count == 50)
        #expect(self.deliveries.waiting == 0)
    }

    @Test("One that is forgotten is the first again, once each time")
    func forgetting() async throws {
        let outcomes = try await race { racer -> Int in
            let result = await self.deliveries.process(self.delivery(1)) { _ in
                await Task.yield()
                return .kept
            }
            #expect(result == .first(.kept) || result == .again(.kept))
            if racer.below(10) == 0 { self.deliveries.forget(self.deliveries.name(of: self.delivery(1))) }
            return result == .first(.kept) ? 1 : 0
        }
        #expect(outcomes.contains(1) && self.deliveries.count <= 1 && self.deliveries.waiting == 0)
    }
}
