import CallModel
import ContextTemplates
import Testing

@Suite("S16 S17 The links of a service")
struct ContextLinkMakerTests {
    static let settings = ServiceSettings(
        id: "support", displayName: "Support",
        contexts: [
            .init(name: "Open", template: "https://crm.example/{Customer.Id}", opens: .embedded, on: .offered),
            .init(name: "Broken", template: "https://{Customer.Id}/"),
            .init(name: "Search", template: "https://crm.example/?p=$(caller.number)"),
            .init(name: "Ticket", template: "https://crm.example/?t={Parameter.ticket}", required: ["Parameter.ticket"]),
        ],
        parameters: [.init(name: "ticket")])

    @Test("In the owner's order, with how and when they open")
    func links() {
        let result = ContextLinkMaker(settings: Self.settings).links(
            for: SampleCall.values(parameters: [.init(name: "ticket", value: "4711")]))
        #expect(
            result.links == [
                ContextLink(name: "Open", url: "https://crm.example/17", opens: .embedded, on: .offered),
                ContextLink(name: "Search", url: "https://crm.example/?p=%2B493023125123", opens: .tab, on: .accepted),
                ContextLink(name: "Ticket", url: "https://crm.example/?t=4711", opens: .tab, on: .accepted),
            ])
        #expect(result.skipped.map(\.name) == ["Broken"])
    }

    @Test("Each link that is not there has its reason")
    func skipped() {
        let result = ContextLinkMaker(settings: Self.settings).links(for: SampleCall.values(caller: nil))
        #expect(result.links.map(\.name) == ["Search"])
        #expect(result.skipped.map(\.name) == ["Open", "Broken", "Ticket"])
        #expect(
            result.skipped.map(\.reason) == [.missing(.customer(.id)), .brokenTemplate, .missingRequired(.parameter("ticket"))])
    }

    @Test("F14 A broken template is a problem of its own and stops nothing")
    func problems() {
        let problems = ContextLinkMaker(settings: Self.settings).problems
        #expect(problems.map(\.name) == ["Broken", "Search"])
        #expect(problems.map(\.problem.code) == [.hostNotLiteral, .spelling])
    }

    @Test("Schemes are the operator's")
    func schemes() throws {
        let settings = ServiceSettings(
            id: "s", displayName: "S", contexts: [.init(name: "Call", template: "tel:{Caller.Number}")])
        #expect(ContextLinkMaker(settings: settings).links(for: SampleCall.values()).links.isEmpty)
        let maker = ContextLinkMaker(settings: settings, schemes: try URLSchemes(allowing: ["tel"]))
        #expect(maker.links(for: SampleCall.values()).links.map(\.url) == ["tel:+493023125123"])
    }
}
