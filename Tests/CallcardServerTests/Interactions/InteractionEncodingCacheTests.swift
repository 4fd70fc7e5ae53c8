import Application
import CallModel
import NIOCore
import Sessions
import Testing

@testable import CallcardServer

@Suite("Entries are encoded once a change")
struct InteractionEncodingCacheTests {
    private let cache = InteractionEncodingCache()
    private let team = Team(members: ["anna@example.com", "ben@example.com"], active: ["anna@example.com", "ben@example.com"])

    private func session(_ events: (EventType, String?)...) -> CallSession {
        let made = events.enumerated().map { place, event in
            CallEvent(
                id: "e-\(place)", type: event.0, at: WallTime(milliseconds: Int64(place) * 1_000), direction: .inbound,
                service: "support", user: event.1)
        }
        var session = CallSession(id: "c-1", first: made[0], at: made[0].at, team: self.team)
        for event in made.dropFirst() { session.receive(event, at: event.at, team: self.team) }
        return session
    }

    private func content(
        _ session: CallSession, of user: String = "anna@example.com", name: String? = "Anna Meier", generation: UInt64 = 1
    ) throws -> InteractionEncodingCache.Content {
        let interaction = try #require(session.interaction(of: user))
        return .init(interaction: interaction, caller: ShownCaller(name: name, number: nil), generation: generation)
    }

    /// The text that is kept for a content, or `made` where nothing is.
    private func text(_ content: InteractionEncodingCache.Content, made: String) -> String {
        String(buffer: self.cache.bytes(of: content) { Array(made.utf8) })
    }

    @Test("All who wait for the same call are given one encoding, whoever they are")
    func sharedByMembers() throws {
        let session = self.session((.queued, nil))
        #expect(try self.text(self.content(session), made: "first") == "first")
        #expect(try self.text(self.content(session, of: "ben@example.com"), made: "second") == "first")
        #expect(self.cache.encodings == 1)
    }

    @Test("Whose call it is sees another state than those who wait, and both are kept")
    func statesApart() throws {
        let session = self.session((.queued, nil), (.offered, "anna@example.com"))
        #expect(try self.text(self.content(session), made: "ringing") == "ringing")
        #expect(try self.text(self.content(session, of: "ben@example.com"), made: "incoming") == "incoming")
        #expect(try self.text(self.content(session), made: "again") == "ringing")
        #expect(self.cache.encodings == 2)
    }

    @Test("A change of the call, the caller or the settings is encoded anew")
    func changes() throws {
        let session = self.session((.queued, nil))
        #expect(try self.text(self.content(session), made: "first") == "first")
        #expect(try self.text(self.content(session, name: nil), made: "forgotten") == "forgotten")
        #expect(try self.text(self.content(session, generation: 2), made: "settings") == "settings")
        let later = self.session((.queued, nil), (.offered, "anna@example.com"))
        #expect(try self.text(self.content(later), made: "offered") == "offered")
    }

    @Test("What is dropped is not given again")
    func dropping() throws {
        let session = self.session((.queued, nil))
        #expect(try self.text(self.content(session), made: "first") == "first")
        self.cache.removeAll()
        #expect(try self.text(self.content(session), made: "second") == "second")
    }
}
