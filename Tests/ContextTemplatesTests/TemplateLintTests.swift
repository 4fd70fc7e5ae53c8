import CallModel
import ContextTemplates
import Testing

@Suite("C5 What lint tells owners")
struct TemplateLintTests {
    @Test(
        "A good template has no problems",
        arguments: [
            "https://crm.example/contacts/$(Customer.Id)", "https://crm.example/s?q=phone:{Caller.Digits}+type:user",
            "https://[2001:db8::1]:8443/{Customer.Id}",
            "https://crm.example{/Service.Id,Customer.Id}", "https://crm.example/c{.Customer.Id}{;Service.Id}",
            "https://crm.example/#search/{Caller.Digits}",
            "https://crm.example/s{?Customer.Id}{&Service.Id}#top",
            "https://crm.example/?v={Parameter.view}&t=$(Parameter.ticket)",
            "https://crm.example/{Customer.CustomFields.Account%20Number}",
            "https://crm.example/$(Customer.CustomFields.Account Number)",
        ])
    func good(template: String) {
        #expect(ContextURLTemplate(template, parameters: ["ticket", "view"]).problems == [])
    }

    @Test("All problems at once, in the order of the template, counted in code points")
    func all() {
        let text = "http://anna@crm.example/ü 👍🏽/{Customer.Nope}/{+Caller.Number}?a={Parameter.x}%"
        let problems = ContextURLTemplate(text).problems
        #expect(
            problems.map(\.code) == [
                .schemeNotAllowed, .userinfo, .invalidLiteral, .unknownVariable, .reservedExpansion, .undeclaredParameter,
                .invalidPercent,
            ])
        #expect(problems.map(\.at) == [0, 7, 25, 30, 45, 65, 77])
    }

    @Test("Weak spots are warnings and links are made all the same", arguments: Self.warnings)
    func warning(template: String, at: Int, code: TemplateProblem.Code) {
        let problems = ContextURLTemplate(template, parameters: ["ticket"], schemes: SampleCall.schemes).problems
        #expect(problems.map(\.code) == [code])
        #expect(problems.map(\.at) == [at])
        #expect(problems.map(\.severity) == [.warning])
    }

    static let warnings: [(template: String, at: Int, code: TemplateProblem.Code)] = [
        ("http://crm.example/{Customer.Id}", 0, .plainHTTP), ("https://crm.example/{customer.id}", 21, .spelling),
        ("https://crm.example/$(CUSTOMER.Id)", 22, .spelling), ("https://crm.example/?t={Parameter.Ticket}", 24, .spelling),
        ("https://crm.example/?t={Parameter.other}", 24, .undeclaredParameter), ("https://crm.example/", 0, .noVariable),
        ("https://crm.example/?a=1{?Customer.Id}", 24, .queryOperator),
        ("https://crm.example/{&Customer.Id}", 20, .queryOperator),
        ("https://crm.example/?{?Customer.Id}", 21, .queryOperator),
        ("https://crm.example/?p=+{Caller.Digits}", 23, .plusInQuery),
        ("https://crm.example/?f='{Customer.LastName}'", 24, .quotedValue),
        ("https://crm.example/?f=%27$(Customer.LastName)%27", 26, .quotedValue),
        ("tel:{Customer.LastName}", 4, .notDialable),
    ]

    @Test(
        "Plain http is a weak spot unless it stays on this machine",
        arguments: [
            ("http://localhost/{Customer.Id}", false), ("http://127.0.0.1:8080/{Customer.Id}", false),
            ("http://[::1]:8080/{Customer.Id}", false), ("http://127.0.0.1.example/{Customer.Id}", true),
            ("http://localhost.example/{Customer.Id}", true), ("http://10.0.0.1/{Customer.Id}", true),
        ])
    func plainHTTP(template: String, isWeak: Bool) {
        let problems = ContextURLTemplate(template, schemes: SampleCall.schemes).problems
        #expect(problems.map(\.code) == (isWeak ? [.plainHTTP] : []))
    }

    @Test("Numbers and ids in quotes are no weak spot")
    func quotedNumber() {
        #expect(ContextURLTemplate("https://crm.example/?$filter=phone%20eq%20'{Caller.Number}'").problems == [])
    }

    @Test("An unknown variable comes with the one that was meant")
    func didYouMean() {
        let problem = ContextURLTemplate("https://crm.example/{Customer.FirstNmae}").problems.first
        #expect(problem?.message == "There is no variable Customer.FirstNmae. Did you mean Customer.FirstName?")
        #expect(
            ContextURLTemplate("https://crm.example/{Parameter.tiket}", parameters: ["ticket"]).problems.first?.message.hasSuffix(
                "Parameter.ticket?") == true)
        #expect(ContextURLTemplate("https://crm.example/{Zzz}").problems.first?.message == "There is no variable Zzz.")
    }

    @Test("Required names are checked too, against the service's parameters")
    func required() {
        let context = ServiceSettings.ContextTemplate(
            name: "CRM", template: "https://crm.example/{Customer.Id}?v={Parameter.view}",
            required: ["Customer.Id", "Customer.Emial"])
        let problems = ContextURLTemplate(context, of: SampleCall.service).problems
        #expect(problems.map(\.code) == [.unknownRequired])
        #expect(problems.first?.message == "There is no variable Customer.Emial to require. Did you mean Customer.Email?")
    }

    @Test("Each code has a message of its own that says what to do", arguments: TemplateProblem.Code.allCases)
    func messages(code: TemplateProblem.Code) {
        let all = TemplateProblem.Code.allCases.map { TemplateProblem.message(for: $0) }
        let message = TemplateProblem.message(for: code)
        #expect(all.count { $0 == message } == 1)
        #expect(message.hasSuffix(".") || message.hasSuffix("…"))
    }

    @Test("Raw values of codes are stable")
    func codes() {
        #expect(
            TemplateProblem.Code.allCases.map(\.rawValue) == [
                "unclosedExpression", "strayBrace", "emptyExpression", "reservedOperator", "invalidVariableName",
                "invalidModifier", "invalidLiteral",
                "invalidPercent", "prefixOfComposite", "schemeMissing", "schemeNotAllowed", "schemeForbidden", "hostMissing",
                "hostNotLiteral",
                "hostInvalid", "userinfo", "reservedExpansion", "operatorMisplaced", "dotSegment", "tooLong", "unknownVariable",
                "unknownRequired",
                "plainHTTP", "spelling", "undeclaredParameter", "noVariable", "queryOperator", "plusInQuery", "quotedValue",
                "notDialable", "foreignPlaceholder",
            ])
    }

    @Test("Garbage neither crashes nor hangs the lint, and what becomes a link holds nothing that no URL may hold")
    func garbage() {
        var random = SystemRandomNumberGenerator()
        var links = 0
        let pieces = [
            "https", "://", ":", "/", "?", "#", "&", "{", "}", "$(", ")", "Customer.Id", "+", "%", "%2e", ".", "..", "@", "[",
            "]", "tel:", "ü", " ", "*", ":3",
            ";", ",", "crm.example", "\u{0}",
        ]
        for _ in 0..<5_000 {
            // Without a good head hardly any would become a link.
            let head = Bool.random(using: &random) ? "https://crm.example/" : ""
            let text = (0..<Int.random(in: 0..<12, using: &random))
                .reduce(into: head) { text, _ in text += pieces.randomElement(using: &random) ?? "" }
            let template = ContextURLTemplate(text, schemes: SampleCall.schemes)
            #expect(template.problems.allSatisfy { (0...text.unicodeScalars.count).contains($0.at) }, "\(text)")
            guard case .success(let url) = SampleCall.link(text) else { continue }
            links += 1
            #expect(url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }, "\(text)")
        }
        #expect(links > 50)
    }
}
