import CallModel
import ContextTemplates
import HTTPTypes
import Testing

@testable import CallcardServer

@Suite("Whose pages ours may have inside")
struct EmbeddedOriginsTests {
    @Test(
        "A template's origin is what stands before its path",
        arguments: [
            ("https://crm.example/a?b={Caller.Number}", "https://crm.example"), ("https://crm.example", "https://crm.example"),
            ("https://crm.example:8443{/Customer.Id}", "https://crm.example:8443"),
            ("HTTPS://CRM.example?x", "https://crm.example"),
            ("https://crm.example$(Customer.Id)", "https://crm.example"), ("http://crm.example/x", "http://crm.example"),
        ])
    func origin(template: String, origin: String) {
        #expect(EmbeddedOrigins.origin(of: template) == origin)
    }

    @Test(
        "What no frame shows, or is more than one, adds nothing to the policy",
        arguments: [
            "msteams:/l/chat", "https://", "http://", "https://{host}/", "https://a.example; script-src *",
            "https://*",
            "https://user@crm.example/", "https://crm.example 'unsafe-inline'/", "tel:+493023125123", "",
        ])
    func none(template: String) {
        #expect(EmbeddedOrigins.origin(of: template) == nil)
    }

    private static func mapped(_ map: ServiceSettings.Map, isShown: Bool = true) -> ServiceSettings {
        var settings = ServiceSettings(id: "map", displayName: "Map", map: map)
        settings.widgets.map = isShown
        return settings
    }

    @Test("Embedded contexts and maps of all services count, each once; tabs don't")
    func services() {
        let embedded = ServiceSettings.ContextTemplate(name: "a", template: "https://b.example/{x}", opens: .embedded)
        let tab = ServiceSettings.ContextTemplate(name: "b", template: "https://c.example/{x}", opens: .tab)
        let services = [
            ServiceSettings(id: "one", displayName: "One", contexts: [embedded, tab]),
            ServiceSettings(id: "two", displayName: "Two", contexts: [embedded]),
            Self.mapped(.init(template: "https://a.example/?q={y}", auto: true)),
        ]
        #expect(EmbeddedOrigins.origins(of: services) == ["https://a.example", "https://b.example"])
    }

    @Test("A map counts where it is shown, and drawn unasked")
    func maps() {
        let map = ServiceSettings.Map(template: "https://a.example/?q={y}", auto: true)
        let unasked = ServiceSettings.Map(template: "https://a.example/?q={y}")
        #expect(EmbeddedOrigins.origins(of: [Self.mapped(map, isShown: false), Self.mapped(unasked)]) == [])
        #expect(EmbeddedOrigins.origins(of: [Self.mapped(.init(auto: true))]) == ["https://www.google.com"])
        let operators = MapTemplates(link: "https://c.example/{y}", embed: "https://d.example/{y}")
        #expect(EmbeddedOrigins.origins(of: [Self.mapped(.init(auto: true))], maps: operators) == ["https://d.example"])
    }

    @Test("Where nothing is embedded, nothing may be framed")
    func policyWithoutFrames() {
        let policy = PageSecurityPolicy(frameAncestors: []).field().value
        #expect(!policy.contains("frame-src") && policy.hasPrefix("default-src 'none';"))
        #expect(policy.hasSuffix("frame-ancestors 'none'"))
    }
}
