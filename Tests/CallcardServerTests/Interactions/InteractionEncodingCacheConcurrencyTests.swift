import Application
import CallModel
import NIOCore
import Sessions
import TestSupport
import Testing
import Waiting

@testable import CallcardServer

@Suite("Encodings that many pages ask for at once", .timeLimit(.minutes(5)))
struct InteractionEncodingCacheConcurrencyTests {
    private static let user = "anna@example.com"
    private let cache = InteractionEncodingCache()

    /// The same call of another id and settings.
    private static func content(_ session: String, generation: UInt64) throws -> InteractionEncodingCache.Content {
        let event = CallEvent(
            id: "e-1", type: .queued, at: WallTime(milliseconds: 0), direction: .inbound, service: "support", user: nil)
        let call = CallSession(
            id: session, first: event, at: event.at, team: Team(members: [Self.user], active: [Self.user]))
        let interaction = try #require(call.interaction(of: Self.user))
        return .init(interaction: interaction, caller: ShownCaller(name: "Anna Meier", number: nil), generation: generation)
    }

    @Test("Each has the encoding of its own content, whatever is dropped meanwhile, and each encoding is counted")
    func ownContents() async throws {
        let contents = try (0..<6).flatMap { session in
            try (UInt64(1)...12).map { generation in
                (text: "c-\(session) \(generation)", content: try Self.content("c-\(session)", generation: generation))
            }
        }
        let made = try await race { racer in
            let (text, content) = contents[racer.below(contents.count)]
            if racer.below(40) == 0 { self.cache.removeAll() }
            var made = 0
            let bytes = self.cache.bytes(of: content) {
                made += 1
                return Array(text.utf8)
            }
            #expect(String(buffer: bytes) == text)
            return made
        }
        #expect(self.cache.encodings == made.reduce(0, +))
    }
}
