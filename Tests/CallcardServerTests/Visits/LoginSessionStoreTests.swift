import CallModel
import Testing
import TestSupport

@testable import CallcardServer

@Suite("Visits and their cookies' texts")
struct LoginSessionStoreTests {
    private let time = ManualTime()
    private let anna = Principal(id: "link", role: .agent, services: .only(["support"]), user: "anna@example.com")

    @Test("A visit has the person's rights and a name of its own")
    func begin() throws {
        let book = LoginSessionStore(limits: LoginSessionLimits(), time: self.time)
        let texts = [book.begin(as: self.anna), book.begin(as: self.anna)]
        let visits = try texts.map { try #require(book.visit($0)) }
        #expect(Set(texts).count == 2 && texts.allSatisfy(RandomSecret.isOne))
        #expect(Set(visits.map(\.principal.id)).count == 2 && !visits.contains { texts.contains($0.principal.id) })
        #expect(visits.allSatisfy { $0.principal.user == self.anna.user && $0.principal.services == self.anna.services })
    }

    @Test("Looking whether a visit goes on keeps it; its end is seen by whoever holds it")
    func looking() throws {
        let book = LoginSessionStore(limits: LoginSessionLimits(idle: .seconds(60), longest: .seconds(600)), time: self.time)
        let text = book.begin(as: self.anna)
        let visit = try #require(book.visit(text))
        for _ in 0..<5 {
            self.time.advance(by: .seconds(50))
            #expect(visit.goesOn)
        }
        book.end(text)
        #expect(!visit.goesOn && book.visit(text) == nil)
    }

    @Test(
        "What is no text of ours is nobody",
        arguments: ["", "x", String(repeating: "0", count: 64), String(repeating: "A", count: 64)])
    func strangers(text: String) {
        let book = LoginSessionStore(limits: LoginSessionLimits(), time: self.time)
        _ = book.begin(as: self.anna)
        #expect(book.visit(text) == nil)
    }
}
