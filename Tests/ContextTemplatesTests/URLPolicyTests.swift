import ContextTemplates
import Testing

@Suite("F14 C5 Where links may lead")
struct URLPolicyTests {
    @Test("Templates that are refused, with the place", arguments: Self.refusals)
    func refused(template: String, at: Int, code: TemplateProblem.Code) {
        let problems = ContextURLTemplate(template, parameters: ["x"]).problems
        #expect(problems.contains { $0.at == at && $0.code == code }, "\(problems)")
        #expect(code.severity == .error)
        #expect(!ContextURLTemplate(template, parameters: ["x"]).isUsable)
    }

    static let refusals: [(template: String, at: Int, code: TemplateProblem.Code)] = [
        // The scheme
        ("", 0, .schemeMissing), ("crm.example/{Customer.Id}", 0, .schemeMissing), ("/contacts/{Customer.Id}", 0, .schemeMissing),
        ("//crm.example/{Customer.Id}", 0, .schemeMissing), ("{Parameter.x}://crm.example/", 0, .schemeMissing),
        ("$(Parameter.x)", 0, .schemeMissing), ("https{Parameter.x}://crm.example/", 0, .schemeMissing),
        ("h ttps://crm.example/", 0, .schemeMissing),
        ("1https://crm.example/", 0, .schemeMissing), (" https://crm.example/", 0, .invalidLiteral),
        ("\u{200B}https://crm.example/", 0, .schemeMissing),
        ("http://crm.example/{Customer.Id}", 0, .schemeNotAllowed), ("tel:{Caller.Number}", 0, .schemeNotAllowed),
        ("ftp://crm.example/{Customer.Id}", 0, .schemeNotAllowed),
        ("javascript:alert({Customer.Id})", 0, .schemeForbidden), ("JavaScript:alert(1)", 0, .schemeForbidden),
        ("java\tscript:alert(1)", 4, .invalidLiteral), ("\njavascript:alert(1)", 0, .invalidLiteral),
        ("java%0Ascript:alert(1)", 0, .schemeMissing),
        ("data:text/html,{Customer.Id}", 0, .schemeForbidden), ("vbscript:x", 0, .schemeForbidden),
        ("file:///etc/{Customer.Id}", 0, .schemeForbidden),
        ("blob:https://crm.example/1", 0, .schemeForbidden), ("about:blank", 0, .schemeForbidden),
        ("view-source:https://x", 0, .schemeForbidden),
        // The host
        ("https:crm.example/{Customer.Id}", 6, .hostMissing), ("https:/crm.example", 6, .hostMissing),
        ("https:///crm.example", 8, .hostMissing),
        ("https://", 8, .hostMissing), ("https://{Parameter.x}/", 8, .hostNotLiteral),
        ("https://$(Parameter.x)/", 8, .hostNotLiteral),
        ("https://{Parameter.x}.crm.example/", 8, .hostNotLiteral), ("https://crm{Parameter.x}/", 11, .hostNotLiteral),
        ("https://crm.example{.Parameter.x}/", 19, .hostNotLiteral), ("https://crm.example:{Parameter.x}/", 20, .hostNotLiteral),
        ("https://crm.example{Parameter.x}", 19, .hostNotLiteral), ("https://crm.example{;Parameter.x}", 19, .hostNotLiteral),
        ("https://crm.example{#Parameter.x}", 19, .hostNotLiteral), ("https://anna@crm.example/", 8, .userinfo),
        ("https://anna:pw@crm.example/{Customer.Id}", 8, .userinfo), ("https://crm.example\\@evil.example/", 19, .invalidLiteral),
        ("https://büro.example/", 9, .hostInvalid), ("https://crm.ex%61mple/", 14, .hostInvalid),
        ("https://crm.example:99999/", 19, .hostInvalid),
        ("https://crm.example:/", 19, .hostInvalid), ("https://crm.example:8a/", 19, .hostInvalid),
        ("https://a:b:1/", 9, .hostInvalid),
        ("https://[::1/", 8, .hostInvalid), ("https://::1]/", 8, .hostInvalid), ("https://[::1]x/", 13, .hostInvalid),
        // Values that could leave their place
        ("https://crm.example/{+Customer.Url}", 20, .reservedExpansion),
        ("https://crm.example/{#Customer.Id}", 20, .reservedExpansion),
        ("https://crm.example/?u={+Service.Id}", 23, .reservedExpansion),
        ("https://crm.example/?a={/Customer.Id}", 23, .operatorMisplaced),
        ("https://crm.example/?a={;Customer.Id}", 23, .operatorMisplaced),
        ("https://crm.example/#a{?Customer.Id}", 22, .operatorMisplaced),
        ("https://crm.example/../{Customer.Id}", 20, .dotSegment), ("https://crm.example/a/.", 22, .dotSegment),
        ("https://crm.example/%2e%2E?x", 20, .dotSegment), ("https://crm.example/..{/Customer.Id}", 20, .dotSegment),
        // Characters
        ("https://crm.example/a b", 21, .invalidLiteral), ("https://crm.example/\\a", 20, .invalidLiteral),
        ("https://crm.example/\u{7}", 20, .invalidLiteral), ("https://crm.example/?q=\"x\"", 23, .invalidLiteral),
        ("https://crm.example/100%", 23, .invalidPercent), ("https://crm.example/$(Customer.Id", 20, .unclosedExpression),
        ("https://crm.example/$()", 20, .emptyExpression), ("https://crm.example/$(a{b)", 23, .invalidVariableName),
        ("https://crm.example/{{Customer.Id}}", 20, .unclosedExpression),
        ("https://crm.example/{{Customer.Id}}", 34, .strayBrace),
        ("https://crm.example/" + String(repeating: "a", count: 2_029), 0, .tooLong),
    ]

    @Test(
        "Where schemes other than https are allowed, the same holds",
        arguments: [
            ("mycrm://{Customer.Id}", 8, .hostNotLiteral), ("tel://{Caller.Number}", 6, .hostNotLiteral),
            ("sip:a@{Parameter.x}", 6, .hostNotLiteral),
            ("sip:a@pbx{Parameter.x}", 9, .hostNotLiteral), ("tel:{;Parameter.x}", 4, .operatorMisplaced),
            ("sip:{/Caller.Number}", 4, .operatorMisplaced),
            ("sip:{+Caller.Number}@pbx.example", 4, .reservedExpansion), ("mycrm://a@b/", 8, .userinfo),
        ] as [(String, Int, TemplateProblem.Code)])
    func otherSchemes(template: String, at: Int, code: TemplateProblem.Code) {
        let problems = ContextURLTemplate(template, parameters: ["x"], schemes: SampleCall.schemes).problems.filter {
            $0.severity == .error
        }
        #expect(problems.map(\.at) == [at] && problems.map(\.code) == [code], "\(problems)")
    }

    @Test(
        "Schemes that nobody can allow, in any case",
        arguments: [
            "javascript", "JavaScript", "data", "vbscript", "livescript", "file", "blob", "about", "filesystem", "view-source",
            "jar", "intent", "ms-msdt",
            "ms-officecmd", "search-ms", "chrome-extension", "moz-extension", "shell",
        ])
    func scriptLike(name: String) {
        #expect(throws: URLSchemes.Refusal.scriptLike(name.lowercased())) { try URLSchemes(allowing: [name]) }
    }

    @Test("What is no scheme", arguments: ["", "1a", "a b", "tel:", "javascript\t", "ä", String(repeating: "a", count: 33)])
    func malformedScheme(name: String) {
        #expect(throws: URLSchemes.Refusal.malformed(name)) { try URLSchemes(allowing: [name]) }
    }

    @Test("Names of other programs, in any case")
    func custom() throws {
        #expect(
            try URLSchemes(allowing: ["MyCRM", "web+crm", "x-phone.app"]).names == ["https", "mycrm", "web+crm", "x-phone.app"])
        #expect(URLSchemes().names == ["https"])
    }
}
