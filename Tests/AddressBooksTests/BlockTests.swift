import CallModel
import Testing

@testable import AddressBooks

@Suite("C1 Company blocks answer for the direct dials behind them")
struct BlockTests {
    private func grades(_ book: BookSnapshot, _ e164: String, countryCode: Int = 49) -> [Grade] {
        book.findings(for: Books.number(e164, countryCode: countryCode)).map(\.grade)
    }

    @Test(
        "A German or Austrian fixed-line number ending in 0 or 00, of a company without a person",
        arguments: [
            ("+49 30 23125-0", "+493023125123", true), ("+49 30 23125-0", "+4930231251", true),
            ("+49 30 23125-0", "+493023125", true), ("+49 30 23125-0", "+49302312", false),
            ("+49 30 23125-00", "+493023125123", true), ("+49 30 23125 000", "+4930231250", true),
            ("+49 30 23125 000", "+49302312501", true), ("+49 30 23125 000", "+493023125123", false),
            ("+49 30 23125-1", "+493023125123", false), ("+43 1 234567890", "+4312345678912", true),
            ("+44 20 7946 0100", "+442079460123", false), ("+49 171 39200 00", "+49171392001", false),
            ("+49 30 23125-0", "+493023124123", false), ("+49 30 23125-0", "+4913023125123", false),
        ])
    func switchboards(number: String, caller: String, isAnswered: Bool) throws {
        let book = try Books.loaded("company,phone\nAcme AG,\(number)\n")
        #expect(
            self.grades(book, caller, countryCode: caller.hasPrefix("+44") ? 44 : caller.hasPrefix("+43") ? 43 : 49)
                == (isAnswered ? [.prefix] : []))
    }

    @Test(
        "A switchboard of an open plan that sends its number without the final 0 is in its own block, a part of it is not",
        arguments: [
            ("030 23125-0", "+493023125", 49, true), ("030 23125-00", "+493023125", 49, true),
            ("+43 1 5055050-0", "+431505505", 43, true), ("+43 1 505505-0", "+43150550", 43, false),
            ("+43 1 505505-0", "+431505505", 43, true), ("030 23125-0", "+49302312", 49, false),
            ("030 23125-0", "+493023126", 49, false), ("+44 20 7946 01*", "+4420794601", 44, false),
            ("+1 202 555 01*", "+120255501", 1, false),
        ])
    func stems(number: String, caller: String, countryCode: Int, isAnswered: Bool) throws {
        let book = try Books.loaded("company,phone\nAcme AG,\(number)\n")
        let findings = book.findings(for: Books.number(caller, countryCode: countryCode))
        #expect(findings.contains { $0.grade == .prefix && $0.caller[.company] == "Acme AG" } == isAnswered)
    }

    @Test(
        "A person on the record, or no company, makes no switchboard",
        arguments: ["Acme AG,Anna,,", "Acme AG,,Meier,", "Acme AG,,,Anna Meier", ",,,Acme AG", ",,,"])
    func persons(cells: String) throws {
        let book = try Books.loaded("company,first name,last name,name,phone\n\(cells),030 23125-0\n")
        #expect(self.grades(book, "+493023125123") == [])
        #expect(self.grades(book, "+4930231250") == [.exact])
    }

    @Test("A name that is the company's own is no person")
    func companyName() throws {
        let book = try Books.loaded("company,name,phone\nAcme AG,Acme AG,030 23125-0\n")
        #expect(self.grades(book, "+493023125123") == [.prefix])
    }

    @Test(
        "A star at the end marks a block in any plan, also where the stem alone is no number",
        arguments: [
            ("+44 20 7946 01*", "+442079460123", 44), ("+1 202 555 01 *", "+12025550199", 1),
            ("+49 30 23125*", "+493023125123", 49),
            ("030 231250*", "+493023125099", 49),
        ])
    func stars(number: String, caller: String, countryCode: Int) throws {
        let book = try Books.loaded("company,first name,phone\nAcme AG,Anna,\(number)\n")
        #expect(self.grades(book, caller, countryCode: countryCode) == [.prefix])
        #expect(self.grades(book, caller + "1", countryCode: countryCode) == [.prefix])
    }

    @Test("Zeros before a star belong to the block")
    func starKeepsZeros() throws {
        let book = try Books.loaded("company,phone\nAcme AG,030 231250*\n")
        #expect(self.grades(book, "+493023125123") == [])
        #expect(self.grades(book, "+49302312501") == [.prefix])
    }

    @Test(
        "The block column takes a yes for all numbers of the row, a no, or the block's number",
        arguments: [
            ("yes", "030 23125-1", "+4930231251123", true), ("x", "030 23125-0", "+493023125123", true),
            ("ja", "030 23125-00", "+493023125123", true), ("no", "030 23125-0", "+493023125123", false),
            ("", "030 23125-0", "+493023125123", true), ("030 23125-0", "030 23125 111", "+493023125123", true),
            ("030 23125*", "030 23125 111", "+493023125123", true),
        ])
    func blockColumn(mark: String, number: String, caller: String, isAnswered: Bool) throws {
        let book = try Books.loaded("company,phone,block\nAcme AG,\(number),\(mark)\n")
        #expect(self.grades(book, caller) == (isAnswered ? [.prefix] : []))
    }

    @Test(
        "No block is shorter than six national digits",
        arguments: [("+49 30 231*", false), ("+49 30 2312*", true), ("030 231200", true), ("030 23100", false)])
    func shortest(number: String, isBlock: Bool) throws {
        let book = try Books.loaded("company,phone,block\nAcme AG,\(number),\nBeta AG,030 23125999,\n")
        #expect((book.blocks.count == 1) == isBlock)
    }

    @Test("A marked block that is too short is listed; a short number is none at all")
    func unusable() throws {
        let book = try Books.loaded("company,phone\nAcme AG,+49 30 23*\nBeta AG,4711*\nGamma AG,*\nDelta AG,030 23125101\n")
        #expect(book.blocks.count == 0)
        #expect(book.statistics.unusable.map(\.line) == [2, 3, 4])
        #expect(Set(book.statistics.unusable.map(\.reason)) == [.unusableBlock])
    }

    @Test("The longest block wins; two records with the same block both answer")
    func longest() throws {
        let book = try Books.loaded("company,phone\nWhole,030 23125*\nPart,030 231251*\nTwin,030 231251*\n")
        #expect(book.callers("+493023125123").compactMap { $0[.company] } == ["Part", "Twin"])
        #expect(book.callers("+493023125223").compactMap { $0[.company] } == ["Whole"])
    }

    @Test("An exact hit leaves blocks aside")
    func exactFirst() throws {
        let book = try Books.loaded("company,name,phone\nAcme AG,,030 23125-0\nAcme AG,Anna,030 23125123\n")
        let findings = book.findings(for: Books.number("+493023125123"))
        #expect(findings.map(\.grade) == [.exact])
        #expect(findings.first?.caller[.displayName] == "Anna")
    }

    @Test("A block tells the company and its address, and nothing about anybody")
    func fields() throws {
        let text =
            "company,first name,last name,email,id,website,department,street,city,zip,country,phone\n"
            + "Acme AG,Anna,Meier,anna@acme.example,17,acme.example,Sales,Hauptstr. 1,Berlin,10115,Germany,030 23125*\n"
        let caller = try #require(try Books.loaded(text).callers("+493023125123").first)
        #expect(caller.fields.map(\.field) == [.company, .streetAddress, .postCode, .city, .country])
        #expect(caller.telNumbers.isEmpty)
        #expect(caller.customFields.isEmpty)
    }

    @Test("A marked record with one name and no person: the name is the company's; a person's name is never told")
    func nameOfBlock() throws {
        let book = try Books.loaded("name,first name,last name,phone\nAcme AG,,,030 23125*\n")
        #expect(book.callers("+493023125123").first?[.company] == "Acme AG")
        let person = try Books.loaded("name,first name,last name,phone\nAnna Meier,Anna,,030 23125*\n")
        #expect(person.findings(for: Books.number("+493023125123")).isEmpty)
    }

    @Test("C8 %, _, * and 888 find nobody", arguments: ["888", "8", "0", "23125123"])
    func noWildcards(digits: String) throws {
        let text = "company,phone\nAcme AG,030 23125*\nAcme AG,030 23125888\nBeta,%\nGamma,_\nDelta,*\nEpsilon,4711\n"
        let book = try Books.loaded(text)
        #expect(book.findings(for: .short(digits)).isEmpty)
        #expect(book.findings(for: .withheld).isEmpty)
        #expect(book.findings(for: .short("4711")).map(\.grade) == [.exact])
    }

    @Test("No other substring ever matches: every number of the block's neighbourhood is decided by the rule alone")
    func neighbourhood() throws {
        let book = try Books.loaded("company,phone\nAcme AG,030 231251*\nBeta,030 23125 555\n")
        for digits in 23_120_000..<23_130_000 {
            let number = "+4930\(digits)"
            let expected: [Grade] =
                number == "+493023125555" ? [.exact] : number.hasPrefix("+4930231251") && number != "+4930231251" ? [.prefix] : []
            #expect(self.grades(book, number) == expected)
        }
        for number in ["+4923125555", "+49493023125555", "+49302312555", "+4930231255551"] {
            #expect(self.grades(book, number).isEmpty)
        }
    }
}
