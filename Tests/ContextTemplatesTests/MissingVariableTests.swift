import CallModel
import ContextTemplates
import Testing

@Suite("F13 Variables without a value")
struct MissingVariableTests {
    @Test("In the query the whole pair is left out, and the joints still fit", arguments: Self.queries)
    func query(template: String, url: String) {
        #expect(SampleCall.link("https://crm.example/s" + template) == .success("https://crm.example/s" + url))
    }

    /// `Customer.Email`, `Customer.State` and `Parameter.ticket` are missing, `Customer.Id` and `Service.Id` are there.
    static let queries: [(template: String, url: String)] = [
        ("?phone={Customer.Email}&x=1", "?x=1"), ("?phone=$(Customer.Email)&x=1", "?x=1"),
        ("?x=1&phone={Customer.Email}", "?x=1"),
        ("?x=1&phone={Customer.Email}&y=2", "?x=1&y=2"), ("?phone={Customer.Email}", ""), ("?phone={Customer.Email}#top", "#top"),
        ("?a={Customer.Email}&b={Customer.State}", ""), ("?a={Customer.Email}&b={Customer.Id}", "?b=17"),
        ("?q=phone:{Customer.Email}+type:user&x", "?x"), ("?a={Customer.Id}-{Customer.Email}&x", "?x"),
        ("?{Customer.Email}&x", "?x"),
        ("{?Customer.Email,Customer.Id}", "?Customer.Id=17"), ("{?Customer.Email}", ""),
        ("{?Customer.Email}{&Customer.Id}", "?Customer.Id=17"),
        ("{?Customer.Email}&x=1", "?x=1"), ("{?Customer.Id,Customer.Email}&x=1", "?Customer.Id=17&x=1"),
        ("?x=1{&Customer.Email,Customer.Id}", "?x=1&Customer.Id=17"), ("?x={Customer.Email}{&Customer.Id}", "?Customer.Id=17"),
        ("?{&Customer.Id}", "?Customer.Id=17"), ("?{&Customer.Email}", ""), ("{&Customer.Id}", "?Customer.Id=17"),
        ("?x=1{?Customer.Id}", "?x=1&Customer.Id=17"), ("?at={Customer.Email,Customer.State}&x", "?x"),
        ("?at={Customer.Email,Customer.Id}", "?at=17"), ("?t={Parameter.ticket}&v={Parameter.view}", "?v=short"),
        ("?t={Customer.CustomFields.Nope}&u={User.Upn}&s={Session.Id}&m={Customer.TelNumbers.Nope}", ""),
    ]

    @Test(
        "Anywhere else there is no link",
        arguments: [
            "https://crm.example/{Customer.Email}", "https://crm.example/$(Customer.Email)",
            "https://crm.example{/Customer.Id,Customer.Email}",
            "https://crm.example/a{;Customer.Email}", "https://crm.example/a{.Customer.Email}",
            "https://crm.example/{Customer.Id,Customer.Email}",
            "https://crm.example/#a/{Customer.Email}", "https://crm.example/?a=1#{Customer.Email}", "tel:{Customer.Email}",
            "mycrm:open;id={Customer.Email}",
        ])
    func elsewhere(template: String) {
        #expect(SampleCall.link(template) == .failure(.missing(.customer(.email))))
    }

    @Test("Required variables override both, also those the template does not hold")
    func required() {
        let template = "https://crm.example/s?phone={Caller.Number}&mail={Customer.Email}"
        #expect(
            SampleCall.link(template, required: ["Caller.Number", "customer.id"])
                == .success("https://crm.example/s?phone=%2B493023125123"))
        #expect(SampleCall.link(template, required: ["Customer.Email"]) == .failure(.missingRequired(.customer(.email))))
        #expect(SampleCall.link(template, required: ["Parameter.ticket"]) == .failure(.missingRequired(.parameter("ticket"))))
    }

    @Test("A withheld number and an unknown caller leave nothing to search for")
    func withheld() {
        let values = SampleCall.values(number: .withheld, caller: nil)
        #expect(
            SampleCall.link("https://crm.example/s?phone={Caller.Number}&x=1", values) == .success("https://crm.example/s?x=1"))
        #expect(SampleCall.link("https://crm.example/{Caller.Digits}", values) == .failure(.missing(.callerDigits)))
        #expect(SampleCall.link("https://crm.example/{Customer.Id}", values) == .failure(.missing(.customer(.id))))
    }

    @Test("Reasons name the variable and nothing of the call")
    func reasons() {
        let reasons: [NoLink] = [
            .missing(.customer(.email)), .missingRequired(.parameter("ticket")), .dotSegment, .notDialable(.callerNumber),
            .tooLong, .brokenTemplate,
        ]
        #expect(reasons[0].reason.contains("Customer.Email"))
        #expect(reasons[1].reason.contains("Parameter.ticket"))
        #expect(reasons[3].reason.contains("Caller.Number"))
        #expect(Set(reasons.map(\.reason)).count == reasons.count)
    }
}
