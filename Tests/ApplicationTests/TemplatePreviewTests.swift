import CallModel
import SessionTestSupport
import Sessions
import Testing

@testable import Application

@Suite("Trying templates, suggesting tags, reporting calls")
struct TemplatePreviewTests {
    private let bench = Bench()

    @Test("A template shows its URL with the sample's values")
    func url() throws {
        var sample = PreviewSample()
        let isKnown = ["Customer.FirstName", "Nobody.Name"].map { sample.set($0, to: "Anna") }
        #expect(isKnown == [true, false])
        let preview = try self.bench.useCases.templates.preview(
            "https://crm.example/{?Customer.FirstName}", of: "support", with: sample, for: Bench.owner)
        #expect(preview.url?.hasSuffix("Anna") == true)
    }

    @Test("A sample's number that can't be read is a fault of the sample")
    func number() {
        var sample = PreviewSample()
        _ = sample.set("Caller.Number", to: "12")
        let refusal = #expect(throws: Refusal.self) {
            try self.bench.useCases.templates.preview("https://crm.example", of: "support", with: sample, for: Bench.owner)
        }
        #expect(refusal?.faults.map(\.member) == [["sample"]])
    }

    @Test("Tags are suggested by what was typed, in any case")
    func tags() async throws {
        try await self.bench.receive(.queued)
        try await self.bench.receive(.accepted, anna)
        let access = try UserAccess(Bench.agent, named: "me")
        _ = try await self.bench.useCases.conclusions.conclude("i-c-1", with: ConclusionDraft(tags: ["Rückruf"]), by: access)
        let found = try await self.bench.useCases.tags.tags(of: "support", beginning: " RUCK", limit: 5, for: Bench.agent)
        #expect(found.map(\.text) == ["Rückruf"])
        let foreign = await self.bench.refusal { () throws(Refusal) in
            try await self.bench.useCases.tags.tags(of: "sales", beginning: "", limit: 5, for: Bench.agent)
        }
        #expect(foreign == .serviceNotFound)
    }

    /// Olga with a credential that reaches service `sales` only.
    private static let ownerOfSales = Principal(
        id: "olga", role: .owner, services: .only(["sales"]), user: "olga@example.com")

    @Test(
        "A report has the calls of the services that a principal reaches",
        arguments: [
            (Bench.owner, "support", [anna]), (Bench.owner, nil, [anna]), (Self.ownerOfSales, "sales", []),
            (Self.ownerOfSales, nil, []),
        ] as [(Principal, String?, [String])])
    func report(principal: Principal, service: String?, users: [String]) async throws {
        try await self.bench.receive(.queued)
        try await self.bench.receive(.accepted, anna)
        var request = ReportRequest()
        request.service = service
        let report = try self.bench.useCases.report(request, for: principal)
        let page = try await report.firstPage()
        #expect(page.rows.map(\.interaction.user) == users)
        #expect(try await report.page(after: page).map(\.rows.count) == nil)
    }

    @Test("A report of a service that a principal does not reach is refused")
    func reportOutOfScope() async {
        var request = ReportRequest()
        request.service = "support"
        let refusal = #expect(throws: Refusal.self) {
            _ = try self.bench.useCases.report(request, for: Self.ownerOfSales)
        }
        #expect(refusal?.code == .serviceNotFound)
    }
}
