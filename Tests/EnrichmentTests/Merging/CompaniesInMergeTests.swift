import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("C6 Companies are not mixed")
struct CompaniesInMergeTests {
    private static let acme = Finding.exact([.company: "ACME AG", .city: "Berlin"])
    private static let beta = Finding.exact([.company: "Beta GmbH", .city: "Hamburg", .streetAddress: "Weg 1"])
    private static let anna = Finding.exact([.firstName: "Anna", .lastName: "Meier", .company: "ACME AG"])

    private func merge(_ answers: (String, [Finding])...) -> MergeResult {
        Merger.merge(answers.map { (ConnectorID($0.0)!, $0.1) })
    }

    @Test("A company's record and a person of another company on one line are two callers, whichever comes first")
    func personOfAnotherCompany() {
        let company = self.merge(("one", [Self.beta]), ("two", [Self.anna]))
        #expect(
            company.caller
                == Caller([.company: "Beta GmbH", .city: "Hamburg", .streetAddress: "Weg 1", .displayName: "Beta GmbH"]))
        #expect(company.uses == [.isTheCaller, .anotherCaller] && !company.isAmbiguous)
        let person = self.merge(("two", [Self.anna]), ("one", [Self.beta]))
        #expect(person.caller?[.displayName] == "Anna Meier" && person.caller?[.company] == "ACME AG")
        #expect(person.caller?[.city] == nil && person.caller?[.streetAddress] == nil)
        #expect(self.merge(("book", [Self.beta, Self.anna])).isAmbiguous)
    }

    @Test("Two companies on one line are ambiguous, in one source and across sources")
    func twoCompanies() {
        for result in [self.merge(("one", [Self.acme, Self.beta])), self.merge(("one", [Self.acme]), ("two", [Self.beta]))] {
            #expect(result.isAmbiguous && result.caller == nil && result.matches.count == 2)
        }
        let withMailbox = [Self.acme, Self.beta].map { finding in
            var caller = finding.caller
            caller[.email] = "office@example.com"
            return Finding(grade: .exact, caller: caller)
        }
        #expect(self.merge(("one", withMailbox)).isAmbiguous)
        let named = [Finding.exact([.displayName: "ACME AG", .company: "ACME AG"]), .exact([.displayName: "Beta GmbH"])]
        #expect(self.merge(("one", [named[0]]), ("two", [named[1]])).isAmbiguous)
    }

    @Test("Two companies of one block are ambiguous; what is equal in both is shown")
    func twoCompaniesOfABlock() {
        let acme = Finding(grade: .prefix, caller: Caller([.company: "ACME AG", .city: "Berlin"]))
        let beta = Finding(grade: .prefix, caller: Caller([.company: "Beta GmbH", .city: "Berlin", .streetAddress: "Weg 1"]))
        for result in [self.merge(("one", [acme, beta])), self.merge(("one", [acme]), ("two", [beta]))] {
            #expect(result.isAmbiguous && result.caller == Caller([.city: "Berlin"]))
        }
    }

    @Test("One company written in two ways is one, and fills in")
    func oneCompany() {
        let result = self.merge(("one", [.exact([.company: "ACME AG"]), .exact([.company: "Acme", .city: "Berlin"])]))
        #expect(!result.isAmbiguous)
        #expect(result.caller == Caller([.company: "ACME AG", .city: "Berlin", .displayName: "ACME AG"]))
        let cards = self.merge(
            (
                "one",
                [
                    .exact([.displayName: "ACME", .company: "ACME"]),
                    .exact([.displayName: "ACME AG", .company: "ACME AG", .city: "Berlin"]),
                ]
            ))
        #expect(!cards.isAmbiguous && cards.caller?[.city] == "Berlin")
        #expect(self.merge(("one", [.exact([.company: "ACME AG"]), .exact([.company: "ACME GmbH"])])).isAmbiguous)
    }

    @Test("Who names a person is the caller, as before: another company of a later source gives nothing")
    func personFirst() {
        let result = self.merge(("one", [Self.anna]), ("two", [Self.acme]), ("three", [Self.beta]))
        #expect(!result.isAmbiguous && result.uses == [.isTheCaller, .filledIn, .anotherCaller])
        #expect(result.caller?[.city] == "Berlin" && result.caller?[.streetAddress] == nil)
    }

    @Test("A person without a company takes sides with one company, not two")
    func sides() {
        let anna = Finding.exact([.firstName: "Anna", .lastName: "Meier"])
        let result = self.merge(("one", [anna]), ("two", [Self.acme]), ("three", [Self.beta]))
        #expect(result.caller?[.company] == "ACME AG" && result.caller?[.streetAddress] == nil)
        // Her own record says for whom she works: that counts more than the order.
        let sure = self.merge(
            ("one", [anna]), ("two", [Self.acme]), ("three", [.exact([.displayName: "Anna Meier", .company: "Beta GmbH"])]),
            ("four", [Self.beta]))
        #expect(sure.caller?[.company] == "Beta GmbH" && sure.caller?[.city] == "Hamburg")
    }

    @Test("Two companies of a block in one source: the order of its rows says nothing about a person who is behind it")
    func personBehindABlockOfTwo() {
        let blocks = [Self.acme, Self.beta].map { Finding(grade: .prefix, caller: $0.caller) }
        let anna = Finding.exact([.firstName: "Anna", .lastName: "Meier"])
        let result = self.merge(("one", [anna]), ("two", blocks))
        #expect(
            !result.isAmbiguous && result.caller == Caller([.firstName: "Anna", .lastName: "Meier", .displayName: "Anna Meier"]))
        #expect(self.merge(("one", [Self.anna]), ("two", blocks)).caller?[.city] == "Berlin")
    }

    @Test("One person of two companies keeps their addresses apart")
    func personOfTwoCompanies() {
        let other = Finding.exact([.displayName: "Anna Meier", .company: "Beta GmbH", .city: "Hamburg", .jobTitle: "Buyer"])
        let result = self.merge(("one", [Self.anna]), ("two", [other]))
        #expect(result.caller?[.jobTitle] == "Buyer" && result.caller?[.company] == "ACME AG" && result.caller?[.city] == nil)
    }

    @Test("The parts of two addresses are never one")
    func addresses() {
        let home = Finding.exact([.lastName: "Meier", .city: "Köln"])
        let office = Finding.exact([.lastName: "Meier", .city: "Berlin", .streetAddress: "Weg 1", .jobTitle: "Buyer"])
        #expect(self.merge(("one", [home]), ("two", [office])).caller?[.streetAddress] == nil)
        let same = Finding.exact([.lastName: "Meier", .city: "KOLN", .streetAddress: "Weg 2"])
        #expect(self.merge(("one", [home]), ("two", [same])).caller?[.streetAddress] == "Weg 2")
    }

    @Test("Whoever shares a name or e-mail with the first counts before those that only don't contradict")
    func sureFirst() {
        let line = Finding.exact([.company: "ACME AG", .email: "anna@example.com"])
        let ben = Finding.exact([.firstName: "Ben", .lastName: "Ott", .jobTitle: "Smith"])
        let anna = Finding.exact([.firstName: "Anna", .lastName: "Meier", .email: "anna@example.com"])
        let result = self.merge(("one", [line]), ("two", [ben]), ("three", [anna]))
        #expect(result.caller?[.displayName] == "Anna Meier" && result.caller?[.jobTitle] == nil)
    }
}
