import CallModel
import ContextTemplates
import Testing

@Suite("C5 RFC 6570, level 4")
struct URITemplateTests {
    @Test("The RFC's own examples", arguments: RFC6570Examples.all)
    func rfcExample(example: RFC6570Examples.Example) throws {
        let template = try URITemplate(example.template)
        #expect(try template.expand { RFC6570Examples.variables[$0] } == example.expansion)
    }

    @Test(
        "Section 1.1: undefined variables leave their part out",
        arguments: [
            (["query": "mycelium", "number": "100"], "http://www.example.com/foo?query=mycelium&number=100"),
            (["number": "100"], "http://www.example.com/foo?number=100"), ([:], "http://www.example.com/foo"),
        ])
    func introduction(values: [String: String], expansion: String) throws {
        let template = try URITemplate("http://www.example.com/foo{?query,number}")
        #expect(try template.expand { values[$0].map(TemplateValue.text) } == expansion)
    }

    @Test(
        "Section 2.4: prefix and explode modifiers",
        arguments: [
            ("{var}", "value"), ("{var:20}", "value"), ("{var:3}", "val"), ("{semi}", "%3B"), ("{semi:2}", "%3B"),
            ("find{?year*}", "find?year=1965&year=2000&year=2012"), ("www{.dom*}", "www.example.com"),
        ])
    func modifiers(template: String, expansion: String) throws {
        let values: [String: TemplateValue] = [
            "var": "value", "semi": ";", "year": ["1965", "2000", "2012"], "dom": ["example", "com"],
        ]
        #expect(try URITemplate(template).expand { values[$0] } == expansion)
    }

    @Test(
        "A prefix counts code points, not bytes and not what a reader sees as one character",
        arguments: [
            ("{v:1}", "ß-", "%C3%9F"),
            ("{v:2}", "e\u{301}x", "e%CC%81"), ("{v:1}", "👍🏽", "%F0%9F%91%8D"), ("{v:2}", "ab", "ab"),
            ("{v:9999}", "ab", "ab"), ("{v:1}", "%2F", "%25"), ("{v:1}", "", ""),
        ])
    func prefixOfText(template: String, value: String, expansion: String) throws {
        #expect(try URITemplate(template).expand { _ in .text(value) } == expansion)
    }

    @Test(
        "What passes through + and # stays encoded once",
        arguments: [
            ("{+v}", "admin%2F", "admin%2F"), ("{#v}", "admin%2F", "#admin%2F"), ("{v}", "admin%2F", "admin%252F"),
            ("{+v}", "%foo", "%25foo"), ("{+v}", "100%", "100%25"), ("{+v}", "%4", "%254"), ("{+v}", "a b", "a%20b"),
        ])
    func triplets(template: String, value: String, expansion: String) throws {
        #expect(try URITemplate(template).expand { _ in .text(value) } == expansion)
    }

    @Test(
        "Section 2.4.1: a prefix cuts no triplet that stays, and no code point of several; where % is encoded it is a character",
        arguments: [
            ("{+v:3}", "%61%62", "%61%62"), ("{+v:1}", "%61%62", "%61"), ("{#v:2}", "%61%62%63", "#%61%62"),
            ("{+v:5}", "%61%62%63%64%65%66", "%61%62%63%64%65"), ("{+v:1}", "%2F", "%2F"), ("{+v:2}", "a%2Fb", "a%2F"),
            ("{+v:1}", "%C3%A9llo", "%C3%A9"), ("{+v:2}", "é%C3%A9llo", "%C3%A9%C3%A9"),
            ("{#v:1}", "%F0%9F%91%8Dx", "#%F0%9F%91%8D"),
            ("{+v:2}", "%CE%CE%B1%B1", "%CE%CE%B1"), ("{+v:2}", "%FF%ff%FF", "%FF%ff"), ("{+v:1}", "%ED%A0%80", "%ED"),
            ("{+v:1}", "%C0%AF", "%C0"), ("{+v:2}", "%61%", "%61%25"), ("{+v:3}", "%61%6", "%61%256"),
            ("{+v:9}", "%61%C3", "%61%C3"),
            ("{v:3}", "%61%62", "%2561"), ("{v:4}", "%61%62", "%2561%25"), ("{/v:2}", "%61", "/%256"),
            ("{?v:1}", "%61", "?v=%25"),
        ])
    func prefixOfTriplets(template: String, value: String, expansion: String) throws {
        #expect(try URITemplate(template).expand { _ in .text(value) } == expansion)
    }

    @Test("Lists and maps, empty members and odd names", arguments: Self.cornerCases)
    func corners(template: String, value: TemplateValue, expansion: String) throws {
        #expect(try URITemplate(template).expand { _ in value } == expansion)
    }

    @Test(
        "Section 3.1: literals are copied, what no URI may hold is encoded",
        arguments: [
            ("/vars/:var", "/vars/:var"), ("a%2fb%C3%9F", "a%2fb%C3%9F"), ("Straße/\u{E000}", "Stra%C3%9Fe/%EE%80%80"),
            ("!#$&'()*+,-./0:;=?@A[]_a~", "!#$&'()*+,-./0:;=?@A[]_a~"), ("𝄞", "%F0%9D%84%9E"), ("", ""),
            ("https://crm.example/?p=$(Caller.Number)", "https://crm.example/?p=$(Caller.Number)"), ("$(", "$("),
        ])
    func literals(template: String, expansion: String) throws {
        #expect(try URITemplate(template).expand { _ in "no" } == expansion)
    }

    @Test("Names are asked for as they are written, and listed once")
    func names() throws {
        let template = try URITemplate("{a,B*}{?a:3}{/x%20y.z}")
        var asked: [String] = []
        _ = try template.expand {
            asked.append($0)
            return nil
        }
        #expect(asked == ["a", "B", "a", "x%20y.z"])
        #expect(template.variables == ["a", "B", "x%20y.z"])
    }

    @Test("Maps keep their order and may hold a name twice")
    func mapOrder() throws {
        let value = TemplateValue.map([.init(name: "b", value: "1"), .init(name: "a", value: "2"), .init(name: "b", value: "3")])
        #expect(try URITemplate("{?m*}").expand { _ in value } == "?b=1&a=2&b=3")
    }

    @Test("Values are not printed")
    func redacted() {
        #expect("\(TemplateValue.text("Anna"))" == "‹redacted›")
    }

    static let cornerCases: [(template: String, value: TemplateValue, expansion: String)] = [
        ("{/e}", [], ""), ("{/e*}", [], ""), ("{?e}", [], ""), ("{?e*}", [:], ""), ("X{#e}", [:], "X"),
        ("{?e}", [""], "?e="), ("{;e}", [""], ";e="), ("{;e*}", ["", "a"], ";e;e=a"), ("{?e*}", ["", "a"], "?e=&e=a"),
        ("{;e*}", ["k": ""], ";k"), ("{?e*}", ["k": ""], "?k="), ("{e*}", ["k": ""], "k="),
        ("{?e*}", ["a b&c": "ü"], "?a%20b%26c=%C3%BC"),
        ("{42}", "x", "x"), ("{?1337*}", ["leet"], "?1337=leet"), ("{?a.b_c}", "x", "?a.b_c=x"),
        ("{?Stra%C3%9Fe}", "Grüner Weg", "?Stra%C3%9Fe=Gr%C3%BCner%20Weg"),
    ]
}
