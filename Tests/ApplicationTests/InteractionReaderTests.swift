import CallModel
import SessionTestSupport
import Sessions
import Testing

@testable import Application

@Suite("Reading and concluding a user's interactions")
struct InteractionReaderTests {
    private let bench = Bench(recallKey: Array(repeating: 7, count: 32))

    private func access(_ user: String = anna) throws -> UserAccess {
        try UserAccess(Principal(id: "key", role: .agent, services: .all, user: user), named: "me")
    }

    private func takeCall() async throws {
        try await self.bench.receive(.queued, number: "+493023125123")
        try await self.bench.receive(.accepted, anna)
    }

    @Test("The list has the user's calls, and tells whether one is live")
    func list() async throws {
        try await self.takeCall()
        let page = try await self.bench.useCases.interactions.page(ListingRequest(), for: self.access())
        #expect(page.interactions.map(\.id) == ["i-c-1"] && !page.hasMore)
        #expect(self.bench.useCases.interactions.isLive(try self.access()))
    }

    @Test(
        "A search finds names of services and digits of numbers",
        arguments: [("support", 1), ("sales", 0), ("23125", 1), ("999", 0), ("", 1)])
    func search(text: String, count: Int) async throws {
        try await self.takeCall()
        var request = ListingRequest()
        request.text = text
        let page = try await self.bench.useCases.interactions.page(request, for: self.access())
        #expect(page.interactions.count == count)
    }

    @Test("An interaction is nobody else's", arguments: ["i-c-1", "c-1", "i-c-2"])
    func foreignInteraction(id: String) async throws {
        try await self.takeCall()
        let stranger = try self.access("olga@example.com")
        let code = await self.bench.refusal { () throws(Refusal) in
            try await self.bench.useCases.interactions.detail(id, for: stranger).interaction
        }
        #expect(code == .notFound)
    }

    @Test("A conclusion is saved once")
    func conclusion() async throws {
        try await self.takeCall()
        let (access, draft) = (try self.access(), ConclusionDraft(tags: ["callback"]))
        let concluded = try await self.bench.useCases.conclusions.conclude("i-c-1", with: draft, by: access)
        #expect(concluded.conclusion?.tags == ["callback"])
        let code = await self.bench.refusal { () throws(Refusal) in
            try await self.bench.useCases.conclusions.conclude("i-c-1", with: draft, by: access)
        }
        #expect(code == .alreadyConcluded)
    }

    @Test("What is wrong with a tag is a fault of that tag")
    func badTag() async throws {
        try await self.takeCall()
        let access = try self.access()
        do throws(Refusal) {
            _ = try await self.bench.useCases.conclusions.conclude(
                "i-c-1", with: ConclusionDraft(tags: ["good", "call 030 23125123"]), by: access)
            Issue.record("the conclusion was saved")
        } catch {
            #expect(error.faults.map(\.member) == [["tags", "1"]] && error.code == .invalidValue)
        }
    }

    @Test("A caller's tags come back with their next call, and go when the number is forgotten")
    func recall() async throws {
        try await self.takeCall()
        let access = try self.access()
        _ = try await self.bench.useCases.conclusions.conclude("i-c-1", with: ConclusionDraft(tags: ["callback"]), by: access)
        let detail = try await self.bench.useCases.interactions.detail("i-c-1", for: access)
        #expect(detail.recalledTags.map(\.text) == ["callback"])
        let receipt = try await self.bench.useCases.forgetting.forget("+493023125123", for: Bench.administrator)
        #expect(receipt[.recall] == 1 && receipt[.memo] == 2 && self.bench.encodings.forgotten == 1)
        let later = try await self.bench.useCases.interactions.detail("i-c-1", for: access)
        #expect(later.recalledTags.isEmpty && later.context?.caller == nil)
    }

    @Test(
        "A user's name is their own, in any case",
        arguments: [("me", true), ("ANNA@example.com", true), ("ben@example.com", false)])
    func names(name: String, isOwn: Bool) {
        #expect(((try? UserAccess(Bench.agent, named: name)) != nil) == isOwn)
    }
}
