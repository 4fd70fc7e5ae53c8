import CallModel
import Testing

@testable import CallcardServer

@Suite("Links that sign in once")
struct SignInLinkStoreTests {
    private let store = SignInLinkStore(people: [Principal(id: "link", role: .agent, services: .all, user: "anna@example.com")])

    private func word(_ result: SignInLinkStore.Result) -> String {
        switch result {
        case .signedIn(let person): person.user ?? ""
        case .used: "used"
        case .unknown: "unknown"
        }
    }

    @Test("The first to follow one is signed in, the second is told")
    func once() throws {
        let link = try #require(self.store.renew().first)
        #expect(link.user == "anna@example.com")
        #expect(self.word(self.store.follow(link.text)) == "anna@example.com")
        #expect(self.word(self.store.follow(link.text)) == "used")
    }

    @Test("New links take the place of old ones")
    func renewed() throws {
        let old = try #require(self.store.renew().first)
        let new = try #require(self.store.renew().first)
        #expect(self.word(self.store.follow(old.text)) == "unknown")
        #expect(self.word(self.store.follow(new.text)) == "anna@example.com")
    }
}
