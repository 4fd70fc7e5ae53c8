import CallModel
import Testing

@testable import CallcardServer

@Suite("Links that sign in once")
struct SignInLinkStoreTests {
    private let store = SignInLinkStore(people: [Principal(id: "link", role: .agent, services: .all, user: "anna@example.com")])

    private func word(_ result: SignInLinkStore.Result) -> String {
        switch result {
        case .fresh(let person): person.user ?? ""
        case .used: "used"
        case .unknown: "unknown"
        }
    }

    @Test("The first to follow one is signed in, the second is told")
    func once() throws {
        let link = try #require(self.store.renew().first)
        #expect(link.user == "anna@example.com")
        #expect(self.word(self.store.use(link.text)) == "anna@example.com")
        #expect(self.word(self.store.use(link.text)) == "used")
    }

    @Test("A look at it uses nothing up")
    func looks() throws {
        let link = try #require(self.store.renew().first)
        for _ in 0..<3 { #expect(self.word(self.store.look(at: link.text)) == "anna@example.com") }
        #expect(self.word(self.store.use(link.text)) == "anna@example.com")
        #expect(self.word(self.store.look(at: link.text)) == "used" && self.word(self.store.look(at: "x")) == "unknown")
    }

    @Test("New links take the place of old ones")
    func renewed() throws {
        let old = try #require(self.store.renew().first)
        let new = try #require(self.store.renew().first)
        #expect(self.word(self.store.use(old.text)) == "unknown")
        #expect(self.word(self.store.use(new.text)) == "anna@example.com")
    }
}
