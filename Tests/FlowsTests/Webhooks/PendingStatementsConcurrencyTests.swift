import CallModel
import TestSupport
import Testing

@testable import Flows

@Suite("B7 Statements that wait while their sessions come", .timeLimit(.minutes(5)))
struct PendingStatementsConcurrencyTests {
    private let time = ManualTime()

    @Test("Each is handed out once, or waited in vain, or still waits; sizes are counted to the byte")
    func eachOnce() async throws {
        let held = PendingStatements(time: self.time, entryLimit: 1_000_000, byteLimit: 4_000)
        let crm = try #require(ConnectorID("crm"))
        let delivery = WebhookDeduplicator(time: self.time).name(of: WebhookDelivery(sender: "crm", id: "1", body: []))
        let changes = try await race { racer -> Int in
            let session = "c-\(racer.below(6))"
            switch racer.below(8) {
            case 0:
                var released = 0
                let lost = held.release(session) { _ in
                    // Some find their session, the others wait on.
                    guard racer.below(2) == 0 else { return false }
                    released += 1
                    return true
                }
                return -released - lost.count
            case 1:
                self.time.advance(by: .seconds(1))
                return -held.sweep().count
            default:
                let statement = PendingStatement(
                    session: session, connector: crm, scope: .all, sender: "key",
                    statement: CallerStatement(fields: [.firstName: "Anna"]),
                    delivery: delivery, size: 100)
                let (isKept, gone) = held.add(statement)
                return (isKept ? 1 : 0) - gone.count
            }
        }
        #expect(held.count == changes.reduce(0, +) && changes.contains(1))
        self.time.advance(by: .seconds(10))
        #expect(held.sweep().count == changes.reduce(0, +) && held.count == 0)
        // All bytes are free again.
        let large = PendingStatement(
            session: "c", connector: crm, scope: .all, sender: "key", statement: CallerStatement(fields: [.firstName: "Anna"]),
            delivery: delivery, size: 4_000)
        #expect(held.add(large).isKept && held.add(large).gone.count == 1 && held.count == 1)
    }
}
