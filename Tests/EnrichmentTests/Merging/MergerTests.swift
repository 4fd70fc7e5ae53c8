import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("C6 A26 The merge")
struct MergerTests {
    private func merge(_ answers: [(String, [Finding])]) -> MergeResult {
        Merger.merge(answers.map { (ConnectorID($0.0)!, $0.1) })
    }

    private func source(of field: String, in result: MergeResult) -> String? {
        result.sources.first { $0.field == field }?.connector.value
    }

    @Test("(a) Grade decides, then the order of connectors, then the order in the source")
    func order() {
        let result = self.merge([
            ("one", [Finding(grade: .national, caller: Caller([.lastName: "A"]))]),
            ("two", [.exact([.lastName: "B", .id: "1"]), .exact([.lastName: "B", .id: "2"])]),
            ("three", [.exact([.lastName: "B", .id: "3"])]),
        ])
        #expect(result.matches.map { $0.caller[.id] } == ["1", "2", "3", nil])
        #expect(result.caller?[.lastName] == "B")
    }

    @Test(
        "(b) The same caller: a shared e-mail, an equal name, or one without a name and no e-mail that differs",
        arguments: [
            (Caller([.displayName: "Anna Meier"]), Caller([.firstName: "anna", .lastName: "MEIER"]), true),
            (Caller([.displayName: "Meier,  Anna"]), Caller([.displayName: "Anna Meier"]), true),
            (
                Caller([.displayName: "Anna Meier", .email: "A@example.com"]),
                Caller([.displayName: "A. M.", .email: "a@example.com"]), true
            ),
            (
                Caller([.displayName: "Anna Meier", .email: "a@example.com"]),
                Caller([.displayName: "Anna Meier", .email: "b@example.com"]), true
            ),
            (Caller([.displayName: "Anna Meier"]), Caller([.company: "ACME"]), true),
            (Caller([.displayName: "Anna Meier", .email: "a@example.com"]), Caller([.email: "b@example.com"]), false),
            (Caller([.displayName: "Anna Meier"]), Caller([.displayName: "Ben Ott"]), false),
        ])
    func sameCaller(left: Caller, right: Caller, isSame: Bool) {
        #expect(CallerIdentity(left).isSame(as: CallerIdentity(right)) == isSame)
        #expect(CallerIdentity(right).isSame(as: CallerIdentity(left)) == isSame)
    }

    @Test("(c) Different callers within one connector are ambiguous: only what is equal in all, and nothing that points at one")
    func ambiguity() {
        let result = self.merge([
            (
                "book",
                [
                    .exact([.firstName: "Anna", .lastName: "Meier", .company: "ACME", .id: "1", .email: "x@example.com"]),
                    .exact([.firstName: "Ben", .lastName: "Ott", .company: "ACME", .id: "1", .email: "y@example.com"]),
                ]
            )
        ])
        #expect(result.isAmbiguous)
        #expect(result.caller == Caller([.company: "ACME", .displayName: "ACME"]))
        #expect(result.matches.count == 2)
    }

    @Test("(c) Where nothing is equal there is no caller")
    func ambiguityWithoutCommonGround() {
        let result = self.merge([("book", [.exact([.lastName: "Meier"]), .exact([.lastName: "Ott"])])])
        #expect(result.isAmbiguous && result.caller == nil && result.sources.isEmpty && result.matches.count == 2)
    }

    @Test("(d) The same caller fills in what is missing, another person gives nothing")
    func filling() {
        let result = self.merge([
            ("book", [.exact([.firstName: "Anna", .lastName: "Meier"])]),
            ("other", [.exact([.firstName: "Ben", .lastName: "Ott", .jobTitle: "Smith"])]),
            ("crm", [.exact([.displayName: "Anna Meier", .company: "ACME", .firstName: "A."])]),
        ])
        #expect(!result.isAmbiguous)
        #expect(result.caller?[.firstName] == "Anna")
        #expect(result.caller?[.jobTitle] == nil)
        // The CRM's "A." makes its full name "a.", which is not Anna's.
        #expect(result.caller?[.company] == nil)
        #expect(result.uses == [.isTheCaller, .anotherCaller, .anotherCaller])
    }

    @Test("(d) A nameless first match takes sides once: two people never meet in one card")
    func noChimera() {
        let result = self.merge([
            ("lines", [.exact([.company: "ACME"])]),
            ("book", [.exact([.firstName: "Anna", .lastName: "Meier"])]),
            ("crm", [.exact([.firstName: "Ben", .lastName: "Ott", .jobTitle: "Smith"])]),
        ])
        #expect(result.caller?[.lastName] == "Meier")
        #expect(result.caller?[.jobTitle] == nil)
    }

    @Test("(e) Custom fields and numbers are joined by name, the first wins, and sources name them")
    func lists() {
        let result = self.merge([
            ("book", [.exact([.lastName: "Meier"], custom: ["Tier": "Gold"])]),
            ("crm", [.exact([.lastName: "Meier"], custom: ["Tier": "Silver", "Owner": "Olga"])]),
        ])
        #expect(result.caller?.customFields.map(\.value) == ["Gold", "Olga"])
        #expect(self.source(of: "customFields.Tier", in: result) == "book")
        #expect(self.source(of: "customFields.Owner", in: result) == "crm")
    }

    @Test(
        "(f) The display name is given, or made of the names, or else the company",
        arguments: [
            (Caller([.displayName: "Dr. M", .firstName: "Anna"]), "Dr. M"),
            (Caller([.firstName: "Anna", .lastName: "Meier"]), "Anna Meier"),
            (Caller([.lastName: "Meier"]), "Meier"), (Caller([.company: "ACME"]), "ACME"),
        ])
    func displayName(caller: Caller, expected: String) {
        #expect(self.merge([("a", [Finding(grade: .exact, caller: caller)])]).caller?[.displayName] == expected)
    }

    @Test("(f) The source of a made display name is that of its first part")
    func displayNameSource() {
        let result = self.merge([
            ("book", [.exact([.lastName: "Meier", .email: "a@example.com"])]),
            ("crm", [.exact([.firstName: "Anna", .email: "a@example.com"])]),
        ])
        #expect(result.caller?[.displayName] == "Anna Meier")
        #expect(self.source(of: "displayName", in: result) == "crm")
    }

    @Test("(g) A block gives the company and its address, nothing of a person")
    func blocks() {
        let caller = Caller([.company: "ACME", .city: "Berlin", .lastName: "Meier", .email: "a@example.com", .id: "7"])
        let result = self.merge([("book", [Finding(grade: .prefix, caller: caller)])])
        #expect(result.caller == Caller([.company: "ACME", .city: "Berlin", .displayName: "ACME"]))
        #expect(result.matches[0].caller == Caller([.company: "ACME", .city: "Berlin"]))
    }

    @Test("Property: nobody's card holds facts of two people, and the same answers make the same card")
    func property() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let answers = (0..<Int.random(in: 1...4, using: &random)).map { place in
                ("c\(place)", (0..<Int.random(in: 0...2, using: &random)).map { _ in Self.finding(&random) })
            }
            let result = self.merge(answers)
            #expect(result.caller == self.merge(Self.collected(answers, &random)).caller)
            // Each person's facts end with the person's number, so a card with two endings is a chimera.
            let owners = Set(
                result.caller?.fields.filter { $0.field != .displayName && $0.field != .company }.compactMap(\.value.last) ?? [])
            #expect(owners.count <= 1)
        }
    }

    /// The answers as a collector has them that was given them in any order.
    private static func collected(
        _ answers: [(String, [Finding])], _ random: inout some RandomNumberGenerator
    ) -> [(String, [Finding])] {
        let collector = AnswerCollector(answers.map { _ in nil })
        for place in answers.indices.shuffled(using: &random) {
            let findings = answers[place].1
            collector.fill(place, with: ConnectorAnswer(outcome: findings.isEmpty ? .miss : .hit, findings: findings))
        }
        return zip(answers, collector.answers).map { ($0.0, $1?.findings ?? []) }
    }

    /// A record of one of four people; some are nameless, and then hold nothing but the company.
    private static func finding(_ random: inout SeededGenerator) -> Finding {
        let person = Int.random(in: 0...3, using: &random)
        var caller = Caller([.company: "ACME"])
        if Bool.random(using: &random) {
            caller[.lastName] = "Person \(person)"
            if Bool.random(using: &random) { caller[.jobTitle] = "Job \(person)" }
            if Bool.random(using: &random) { caller[.city] = "City \(person)" }
        }
        return Finding(grade: [.exact, .national, .unverified].randomElement(using: &random)!, caller: caller)
    }
}
