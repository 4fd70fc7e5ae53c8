import CallModel
import ContextTemplates
import Testing

@Suite("S16 C5 Context URLs")
struct ContextURLTests {
    @Test("S17 Both spellings, in each place of a URL", arguments: Self.links)
    func link(template: String, url: String) {
        #expect(SampleCall.link(template) == .success(url))
    }

    static let links: [(template: String, url: String)] = [
        ("https://crm.example/contacts/{Customer.Id}", "https://crm.example/contacts/17"),
        ("https://crm.example/contacts/$(Customer.Id)", "https://crm.example/contacts/17"),
        ("https://crm.example/search?phone={Caller.Number}", "https://crm.example/search?phone=%2B493023125123"),
        ("https://crm.example/search?phone=$(Caller.Number)", "https://crm.example/search?phone=%2B493023125123"),
        ("https://crm.example/s?a={Customer.FirstName}&b=$(Customer.LastName)", "https://crm.example/s?a=Anna&b=Meier"),
        ("https://crm.example/s?q=phone:{Caller.Digits}+type:user", "https://crm.example/s?q=phone:493023125123+type:user"),
        ("https://crm.example/new?company={Customer.Company}", "https://crm.example/new?company=Example%20%26%20Sons"),
        ("https://crm.example/new?city={Customer.City}", "https://crm.example/new?city=Z%C3%BCrich"),
        ("https://crm.example/#search/{Caller.Digits}", "https://crm.example/#search/493023125123"),
        ("https://crm.example{/Service.Id,Customer.Id}", "https://crm.example/support/17"),
        ("https://crm.example/c{.Customer.Id}{;Service.Id}", "https://crm.example/c.17;Service.Id=support"),
        ("https://crm.example/s{?Customer.Id}{&Service.Id}#top", "https://crm.example/s?Customer.Id=17&Service.Id=support#top"),
        ("https://crm.example/s?x=1{&Customer.Id,Service.Id}", "https://crm.example/s?x=1&Customer.Id=17&Service.Id=support"),
        ("https://crm.example?x={Customer.LastName:3}", "https://crm.example?x=Mei"),
        ("https://crm.example/s?at={Customer.City,Customer.Country}", "https://crm.example/s?at=Z%C3%BCrich"),
        ("https://crm.example/s?n={Caller.NationalNumber}", "https://crm.example/s?n=030%2023125123"),
        ("https://crm.example/s?n={Caller.InternationalNumber}", "https://crm.example/s?n=%2B49%2030%2023125123"),
        ("https://crm.example/s?v={Parameter.view}", "https://crm.example/s?v=short"),
        ("https://crm.example/Straße/{Customer.Id}", "https://crm.example/Stra%C3%9Fe/17"),
        ("https://crm.example:8443/{Customer.Id}", "https://crm.example:8443/17"),
        ("https://[2001:db8::1]:8443/{Customer.Id}", "https://[2001:db8::1]:8443/17"),
        ("http://crm.example/{Customer.Id}", "http://crm.example/17"),
        ("mycrm://open/{Customer.Id}", "mycrm://open/17"),
        ("mycrm:///open/{Customer.Id}", "mycrm:///open/17"),
        ("msteams:/l/call/0/0?users=4:{Caller.Number}", "msteams:/l/call/0/0?users=4:%2B493023125123"),
        ("HTTPS://crm.example/{customer.ID}", "HTTPS://crm.example/17"),
        ("https://crm.example/$(CUSTOMER.firstname)", "https://crm.example/Anna"),
        ("https://crm.example/{Customer.CustomFields.Tier}", "https://crm.example/Gold"),
        ("https://crm.example/{Customer.CustomFields.Account%20Number}", "https://crm.example/A%2F7"),
        ("https://crm.example/$(Customer.CustomFields.account number)", "https://crm.example/A%2F7"),
        ("https://crm.example/?m={Customer.TelNumbers.Mobile}", "https://crm.example/?m=%2B49%2030%2023125124"),
    ]

    @Test(
        "A query without gaps is copied as it is written",
        arguments: [
            "https://crm.example/s?a=1&&b=2&", "https://crm.example/s?", "https://crm.example/s??a=1",
            "https://crm.example/s?a=%20'x'&$filter=(a)",
            "https://crm.example/s#", "https://crm.example//a//", "https://crm.example/a;b=1?c#d?e&f",
        ])
    func literalQuery(text: String) {
        #expect(SampleCall.link(text) == .success(text))
    }

    @Test("At most 2,048 bytes")
    func length() {
        let start = "https://crm.example/"
        let fits = start + String(repeating: "a", count: 2_048 - start.utf8.count - 2)
        #expect(SampleCall.link(fits + "{Customer.Id}") == .success(fits + "17"))
        #expect(SampleCall.link(fits + "a{Customer.Id}") == .failure(.tooLong))
        #expect(
            SampleCall.link(start + "{Customer.City}", SampleCall.values(.city, String(repeating: "ü", count: 400)))
                == .failure(.tooLong))
    }

    @Test("A huge template is not even read")
    func hugeTemplate() {
        let template = ContextURLTemplate("https://" + String(repeating: "{", count: 8_185))
        #expect(template.problems.map(\.code) == [.tooLong])
        let long = "https://crm.example/?" + String(repeating: "{Parameter.ticket}", count: 450)
        #expect(ContextURLTemplate(long, parameters: ["ticket"]).isUsable)
        let values = SampleCall.values(parameters: [.init(name: "ticket", value: "4711")])
        #expect(SampleCall.link(long, values) == .success("https://crm.example/?" + String(repeating: "4711", count: 450)))
    }

    @Test("A template with errors makes no link")
    func broken() {
        #expect(SampleCall.link("https://crm.example/{Customer.Nope}") == .failure(.brokenTemplate))
    }

    @Test("What a template is made of, each once, as the docs spell it")
    func variables() {
        let template = ContextURLTemplate("https://crm.example/{customer.id}?a=$(Caller.Number)&b={Customer.Id}")
        #expect(template.variables == [.customer(.id), .callerNumber])
        #expect(template.variables.map(\.name) == ["Customer.Id", "Caller.Number"])
        #expect(template.isUsable)
    }
}
