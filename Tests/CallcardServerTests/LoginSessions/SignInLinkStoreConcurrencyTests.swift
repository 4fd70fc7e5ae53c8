import CallModel
import TestSupport
import Testing
import Waiting

@testable import CallcardServer

@Suite("Links that people follow at the same time", .timeLimit(.minutes(5)))
struct SignInLinkStoreConcurrencyTests {
    private static let users = (10..<50).map { "user-\($0)@example.com" }
    private let store = SignInLinkStore(
        people: Self.users.map { Principal(id: "link", role: .agent, services: .all, user: $0) })

    @Test("Of all who follow a link one is signed in, as the link's person")
    func once() async throws {
        let links = self.store.renew()
        let signedIn = try await race { racer -> String? in
            let link = links[(racer.index + racer.step) % links.count]
            guard case .fresh(let person) = self.store.use(link.text) else { return nil }
            #expect(person.user == link.user)
            return person.user
        }
        #expect(signedIn.compactMap(\.self).sorted() == Self.users)
    }

    @Test("While links are renewed none is good for two, and those of before lead nowhere")
    func renewing() async throws {
        let current = CurrentLinks(self.store.renew().map(\.text))
        let followed = try await race { racer -> String? in
            let old = current.texts.withLock(\.self)
            if racer.below(20) == 0 {
                current.texts.withLock { $0 = self.store.renew().map(\.text) }
                if case .fresh = self.store.use(old[0]) { Issue.record("a link of before signed somebody in") }
            }
            let text = old[racer.below(old.count)]
            if case .fresh = self.store.use(text) { return text }
            return nil
        }
        let texts = followed.compactMap(\.self)
        #expect(!texts.isEmpty && Set(texts).count == texts.count)
    }

    private final class CurrentLinks: Sendable {
        let texts: Lock<[String]>

        init(_ texts: [String]) {
            self.texts = Lock(texts)
        }
    }
}
