import CallModel
import TestSupport
import Testing

@testable import Enrichment

/// Random records of a small town of four people and three companies, some of them incomplete, in the hands of several sources.
///
/// Whose a value is stands in it: a person's begin with `P` and the person's number, a company's with `C`.
@Suite("C6 A26 Nobody's card holds facts of two people or two companies")
struct MergePropertyTests {
    private static let grades: [Grade] = [.exact, .exact, .national, .short, .prefix, .unverified]

    @Test("A card's facts are those of one person and one company", arguments: UInt64(1)...20)
    func noChimera(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let answers = Self.answers(&random)
            let result = Merger.merge(answers)
            guard let caller = result.caller else { continue }
            let values = caller.fields.filter { $0.field != .displayName }.map(\.value) + caller.customFields.map(\.value)
            let owners = Set(values.map { $0.prefix(2) })
            #expect(owners.filter { $0.first == "P" }.count <= 1)
            #expect(owners.filter { $0.first == "C" }.count <= 1)
            self.checkCompanion(caller, result)
        }
    }

    @Test("Each fact is that of a match which is used, and an ambiguous card's facts are those of all", arguments: UInt64(1)...10)
    func everyFactHasASource(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let result = Merger.merge(Self.answers(&random))
            let used = zip(result.matches, result.uses).filter { [.isTheCaller, .filledIn].contains($0.1) }.map(\.0.caller)
            let top = result.matches.filter { $0.grade == result.matches[0].grade }.map(\.caller)
            for (field, value) in result.caller?.fields.filter({ $0.field != .displayName }) ?? [] {
                if result.isAmbiguous {
                    #expect(top.allSatisfy { $0[field] == value })
                } else {
                    #expect(used.contains { $0[field] == value })
                }
            }
        }
    }

    /// Where a record of the person on the card names their company, the card's address is of that company.
    private func checkCompanion(_ caller: Caller, _ result: MergeResult) {
        guard !result.isAmbiguous, let name = caller[.lastName], let company = caller[.company] else { return }
        let own = zip(result.matches, result.uses).filter { $0.1 == .isTheCaller || $0.1 == .filledIn }.map(\.0.caller)
        let companies = Set(own.filter { $0[.lastName] == name }.compactMap { $0[.company]?.prefix(2) })
        #expect(companies.isEmpty || companies.contains(company.prefix(2)))
    }

    private static func answers(_ random: inout SeededGenerator) -> [(connector: ConnectorID, findings: [Finding])] {
        (0...random.below(4)).map { place in
            let findings = (0..<random.below(4)).map { _ in
                Finding(grade: self.grades[random.below(self.grades.count)], caller: self.record(&random))
            }
            return (ConnectorID("c\(place)")!, findings)
        }
    }

    /// A record of a person, perhaps with a company, or of a company alone. A record without a name always says whose it is: nobody can
    /// tell whom a nameless e-mail belongs to.
    private static func record(_ random: inout SeededGenerator) -> Caller {
        let isPerson = random.below(2) == 0
        var caller = isPerson ? self.person(&random) : Caller()
        guard !isPerson || random.below(2) == 0 else { return caller }
        let company = random.below(3)
        caller[.company] = ["C\(company)", "C\(company) Ltd", "C\(company), LIMITED"][random.below(3)]
        let address: [CallerField] = [.streetAddress, .city, .postCode]
        for field in address where random.below(2) == 0 { caller[field] = "C\(company) \(field.name)" }
        if !isPerson, random.below(4) == 0 { caller[.email] = "C\(company)@example.com" }
        return caller
    }

    private static func person(_ random: inout SeededGenerator) -> Caller {
        let person = random.below(4)
        var caller = Caller()
        caller[.lastName] = "P\(person)"
        if random.below(3) == 0 { caller[.email] = "P\(person)@example.com" }
        if random.below(2) == 0 { caller[.jobTitle] = "P\(person) job" }
        if random.below(2) == 0 { caller.addCustomField(name: "Tier", value: "P\(person) tier") }
        if random.below(2) == 0 { caller.addCustomField(name: "Room \(random.below(2))", value: "P\(person) room") }
        return caller
    }
}
