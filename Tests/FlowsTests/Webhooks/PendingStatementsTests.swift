import CallModel
import TestSupport
import Testing

@testable import Flows

@Suite("What was said of sessions that nobody knows yet")
struct PendingStatementsTests {
    private let time = ManualTime()

    /// Statements tell themselves apart by their connector.
    private func statement(
        _ connector: String = "crm", of sender: String = "key", session: String = "c-1", size: Int = 100
    ) throws -> PendingStatement {
        PendingStatement(
            session: session, connector: try #require(ConnectorID(connector)), scope: .all, sender: sender,
            statement: CallerStatement(fields: [.firstName: "Anna"]),
            delivery: WebhookDeduplicator(time: self.time).name(of: WebhookDelivery(sender: connector, id: session, body: [])),
            size: size)
    }

    private func released(_ session: String, from held: PendingStatements, isAccepted: Bool = true) -> [String] {
        var connectors: [String] = []
        _ = held.release(session) {
            connectors.append($0.connector.value)
            return isAccepted
        }
        return connectors
    }

    @Test("B7: they are handed out once, in their order, to their session")
    func order() throws {
        let held = PendingStatements(time: self.time)
        for connector in ["b", "a", "c"] { #expect(held.add(try self.statement(connector)).isKept) }
        #expect(held.add(try self.statement(session: "c-2")).isKept)
        #expect(self.released("c-1", from: held) == ["b", "a", "c"])
        #expect(self.released("c-1", from: held) == [])
        #expect(held.count == 1)
    }

    @Test("what finds no session goes on waiting, for the rest of its time")
    func refused() throws {
        let held = PendingStatements(time: self.time)
        #expect(held.add(try self.statement()).isKept)
        self.time.advance(by: .seconds(6))
        #expect(self.released("c-1", from: held, isAccepted: false) == ["crm"])
        #expect(self.released("c-1", from: held, isAccepted: false) == ["crm"])
        self.time.advance(by: .seconds(4))
        #expect(self.released("c-1", from: held) == [])
        #expect(held.sweep().count == 1)
    }

    @Test("B7: what comes while others are handed out in vain comes after them")
    func orderAfterRefusal() throws {
        let held = PendingStatements(time: self.time)
        let second = try self.statement("second")
        #expect(held.add(try self.statement("first")).isKept)
        _ = held.release("c-1") { _ in
            #expect(held.add(second).isKept)
            return false
        }
        #expect(self.released("c-1", from: held) == ["first", "second"])
    }

    @Test("B8: after 10 seconds they are dropped, and counted once", arguments: [(9, 0), (10, 1)])
    func lifetime(seconds: Int, dropped: Int) throws {
        let held = PendingStatements(time: self.time)
        #expect(held.add(try self.statement()).isKept)
        self.time.advance(by: .seconds(seconds))
        #expect(held.add(try self.statement("later")).isKept)
        #expect(held.sweep().map(\.connector.value) == (dropped == 1 ? ["crm"] : []))
        #expect(held.count == 2 - dropped)
        #expect(held.sweep().isEmpty)
    }

    @Test("X10: there is room for so many, and so many bytes; of whoever has most the oldest goes, and what goes makes room")
    func bounds() throws {
        let held = PendingStatements(time: self.time, entryLimit: 2, byteLimit: 200)
        #expect(held.add(try self.statement("a", of: "good")).isKept)
        #expect(held.add(try self.statement("b")).isKept)
        for connector in ["c", "d", "e"] {
            let (isKept, gone) = held.add(try self.statement(connector))
            #expect(isKept && gone.count == 1 && gone.first?.sender == "key")
        }
        #expect(!held.add(try self.statement("f", size: 201)).isKept)
        #expect(!held.add(try self.statement("g", of: "third")).isKept)
        #expect(self.released("c-1", from: held) == ["a", "e"])
        #expect(held.add(try self.statement("h", size: 200)).isKept)
        #expect(held.count == 1)
    }

    @Test func printsNothing() throws {
        #expect("\(try self.statement())" == "‹redacted›")
    }
}
