import ContextTemplates
import Testing

@Suite("C5 What is no RFC 6570 template")
struct URITemplateErrorTests {
    typealias Case = (template: String, at: Int, code: TemplateProblem.Code)

    @Test("Malformed expressions", arguments: Self.malformedExpressions)
    func malformed(template: String, at: Int, code: TemplateProblem.Code) {
        #expect(throws: TemplateError(at: at, code: code)) { try URITemplate(template) }
    }

    @Test("Literals outside the grammar", arguments: Self.malformedLiterals)
    func literals(template: String, at: Int, code: TemplateProblem.Code) {
        #expect(throws: TemplateError(at: at, code: code)) { try URITemplate(template) }
    }

    @Test(
        "A prefix of a list or map is an error once the value is known",
        arguments: [
            ("{keys:1}", 1), ("{+keys:1}", 2), ("x{?a,keys:1}", 5),
        ])
    func prefixOfComposite(template: String, at: Int) throws {
        let template = try URITemplate(template)
        #expect(throws: TemplateError(at: at, code: .prefixOfComposite)) {
            try template.expand { $0 == "keys" ? ["a": "b"] : nil }
        }
        #expect(throws: TemplateError(at: at, code: .prefixOfComposite)) { try template.expand { $0 == "keys" ? ["a"] : nil } }
        #expect(throws: Never.self) { try template.expand { _ in nil } }
    }

    @Test("Code points that RFC 3987 leaves out", arguments: [0x85, 0xFDD0, 0xFFFE, 0x1FFFE, 0xE0001] as [UInt32])
    func noncharacters(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(throws: TemplateError(at: 1, code: .invalidLiteral)) { try URITemplate("a" + String(scalar)) }
    }

    static let malformedExpressions: [Case] = [
        ("{/id*", 0, .unclosedExpression), ("/id*}", 4, .strayBrace), ("{/?id}", 2, .invalidVariableName),
        ("{var:prefix}", 4, .invalidModifier), ("{hello:2*}", 6, .invalidModifier), ("{??hello}", 2, .invalidVariableName),
        ("{!hello}", 1, .reservedOperator), ("{=path}", 1, .reservedOperator), ("{$var}", 1, .invalidVariableName),
        ("{|var*}", 1, .reservedOperator), ("{*keys?}", 1, .invalidVariableName),
        ("{?empty=default,var}", 7, .invalidVariableName),
        ("{var}{-prefix|/-/|var}", 6, .invalidVariableName), ("?q={searchTerms}&amp;c={example:color?}", 31, .invalidModifier),
        ("x{?empty|foo=none}", 8, .invalidVariableName), ("/h{#hello+}", 9, .invalidVariableName),
        ("/h#{hello+}", 9, .invalidVariableName), ("{;keys:1*}", 6, .invalidModifier),
        ("?{-join|&|var,list}", 2, .invalidVariableName),
        ("/people/{~thing}", 9, .invalidVariableName), ("/{default-graph-uri}", 9, .invalidVariableName),
        ("/sparql{?query){&default-graph-uri*}", 7, .unclosedExpression), ("/resolution{?x, y}", 15, .invalidVariableName),
        ("{}", 0, .emptyExpression), ("{?}", 0, .emptyExpression), ("{a,}", 3, .invalidVariableName),
        ("{,a}", 1, .reservedOperator),
        ("{a..b}", 3, .invalidVariableName), ("{a.}", 3, .invalidVariableName), ("{..a}", 2, .invalidVariableName),
        ("{%zz}", 1, .invalidVariableName), ("{%4}", 1, .invalidVariableName), ("{a%}", 2, .invalidVariableName),
        ("{ä}", 1, .invalidVariableName), ("{a:0}", 2, .invalidModifier), ("{a:01}", 2, .invalidModifier),
        ("{a:10000}", 2, .invalidModifier), ("{a:+5}", 2, .invalidModifier), ("{a:}", 2, .invalidModifier),
        ("{a**}", 3, .invalidModifier), ("{a*:3}", 3, .invalidModifier), ("{{a}}", 0, .unclosedExpression), ("}", 0, .strayBrace),
        ("{a", 0, .unclosedExpression), ("{@a}", 1, .reservedOperator),
    ]

    static let malformedLiterals: [Case] = [
        ("a b", 1, .invalidLiteral), ("\"", 0, .invalidLiteral), ("a<b", 1, .invalidLiteral), ("a>", 1, .invalidLiteral),
        ("\\", 0, .invalidLiteral), ("^", 0, .invalidLiteral), ("`", 0, .invalidLiteral), ("|", 0, .invalidLiteral),
        ("a\nb", 1, .invalidLiteral), ("\u{7F}", 0, .invalidLiteral), ("\u{85}", 0, .invalidLiteral),
        ("100%", 3, .invalidPercent), ("%4", 0, .invalidPercent),
        ("%GG", 0, .invalidPercent), ("ß%", 1, .invalidPercent), ("👍🏽 ", 2, .invalidLiteral),
    ]
}
