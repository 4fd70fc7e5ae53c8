import CallModel
import Testing

@testable import AddressBooks

@Suite("C15 Columns whose cells decide")
struct DoubtfulColumnTests {
    private func names(_ book: BookSnapshot, _ number: String) -> [String] {
        book.callers(number).compactMap { $0[.displayName] ?? $0[.lastName] }
    }

    private func isKnown(_ short: String, in book: BookSnapshot) -> Bool {
        !book.findings(for: .short(short)).isEmpty
    }

    @Test("3CX: Home, Business and Other hold numbers; without cells they are ready for numbers that come later")
    func threeCX() throws {
        let book = try Books.loaded(
            """
            FirstName,LastName,Company,Mobile,Home,Business,Business2,Other,Pager
            Anna,Meier,ACME AG,+4917223433301,+493023125106,+493023125101,,+493023125109,
            """)
        for number in ["+4917223433301", "+493023125106", "+493023125101", "+493023125109"] {
            #expect(self.names(book, number) == ["Meier"])
        }
        #expect(book.callers("+493023125101").first?.telNumbers.map(\.name) == ["Mobile", "Home", "Office", "Other"])
        #expect(book.statistics.unreadColumns.isEmpty)
    }

    @Test("A room under Office, a house under Number, a key under Line are no numbers beside a column of numbers")
    func rooms() throws {
        let book = try Books.loaded(
            """
            Name,Office,Number,Line,Extension,Phone
            Anna,Room 4711,12,-1,101,030 23125101
            Ben,12,13a,-1,102,030 23125102
            Carl,+49 30 23125 0 (3rd floor),14,-1,103,030 23125103
            """)
        for short in ["4711", "12", "13", "14", "1", "101", "102"] { #expect(!self.isKnown(short, in: book)) }
        #expect(self.names(book, "+493023125101") == ["Anna"])
        #expect(book.statistics.columns.map(\.heading) == ["Name", "Phone"])
        #expect(book.statistics.unusableNumbers == 0)
    }

    @Test("Where Office holds numbers, its few rooms are none")
    func mixed() throws {
        let book = try Books.loaded(
            "Name;Office;Mobile\nAnna;030 23125101;0172 23433301\nBen;4711;0172 23433302\nCarl;030 23125103;\n")
        #expect(self.names(book, "+493023125101") == ["Anna"])
        #expect(!self.isKnown("4711", in: book))
        #expect(book.callers("+4917223433302").first?.telNumbers.map(\.value) == ["0172 23433302"])
    }

    @Test("A list of internal numbers alone", arguments: ["Number", "Nummer", "Extension", "Durchwahl", "Nebenstelle", "Line"])
    func internalNumbers(heading: String) throws {
        let book = try Books.loaded("Name;\(heading)\nAnna;101\nBen;102\nCarl;030 23125103\n")
        #expect(self.isKnown("101", in: book))
        #expect(self.isKnown("102", in: book))
        #expect(self.names(book, "+493023125103") == ["Carl"])
    }

    @Test(
        "House, room and customer numbers alone make no book",
        arguments: ["Name;Street;Number\nAnna;Musterstr.;12\n", "Name;Office\nAnna;4711\n", "Name;Customer number\nAnna;1001\n"])
    func noBook(text: String) {
        #expect(throws: AddressBookError.noNumberColumn) { try Books.loaded(text) }
    }

    @Test("wazo's exports have a bar between cells")
    func bar() throws {
        let book = try Books.loaded(
            "title|displayname|society|officenumber|mobilenumber|officezipcode|officecity\nmr|Anna Meier|ACME AG|03023125101|017223433301|10115|Berlin\n"
        )
        let anna = try #require(book.callers("+493023125101").first)
        #expect(anna[.displayName] == "Anna Meier")
        #expect(anna[.company] == "ACME AG")
        #expect(anna[.city] == "Berlin")
        #expect(anna[.jobTitle] == nil)
        #expect(book.callers("+4917223433301").count == 1)
    }

    @Test("FreePBX: numbers with their types; Pipedrive: fields of a person")
    func exports() throws {
        let freePBX = try Books.loaded(
            """
            displayname,fname,lname,title,company,address,phone_1_number,phone_1_type,phone_1_extension,phone_2_number,phone_2_type
            Anna Meier,Anna,Meier,,ACME AG,,+493023125101,work,,+4917223433301,cell
            """)
        let anna = try #require(freePBX.callers("+4917223433301").first)
        #expect(anna.telNumbers.map(\.name) == ["Office", "Mobile"])
        #expect(anna[.company] == "ACME AG")
        let pipedrive = try Books.loaded(
            "Person - Name,Person - Organization,Person - Phone - Work,Person - Phone - Mobile,Person - Email - Work,Person - ID\nBen,Acme,030 23125101,,b@acme.example,7\n"
        )
        let ben = try #require(pipedrive.callers("+493023125101").first)
        #expect([ben[.displayName], ben[.company], ben[.email], ben[.id]] == ["Ben", "Acme", "b@acme.example", "7"])
    }

    @Test("A directory's export as CSV: single letters are attributes there, and nowhere else")
    func directory() throws {
        let book = try Books.loaded(
            "DN;cn;sn;givenName;telephoneNumber;mobile;o;l;c;title;mail\nx;Anna Meier;Meier;Anna;030 23125101;;ACME;Berlin;DE;CEO;a@acme.example\n"
        )
        let anna = try #require(book.callers("+493023125101").first)
        #expect([anna[.displayName], anna[.company], anna[.city], anna[.jobTitle]] == ["Anna Meier", "ACME", "Berlin", "CEO"])
        #expect(anna.telNumbers.map(\.name) == ["Office"])
        #expect(try Books.loaded("Name;Phone;l;o\nBen;030 23125101;5;6\n").callers("+493023125101").first?[.city] == nil)
    }

    @Test("Spanish and Italian files: Nombre and Nome are the given name beside a family name")
    func givenNames() throws {
        let spanish = try Books.loaded("Nombre;Apellidos;Organización;Teléfono del trabajo\nAnna;Meier;ACME;030 23125101\n")
        let anna = try #require(spanish.callers("+493023125101").first)
        #expect([anna[.firstName], anna[.lastName], anna[.displayName], anna[.company]] == ["Anna", "Meier", nil, "ACME"])
        let alone = try Books.loaded("Nombre;Teléfono\nAnna Meier;030 23125101\n")
        #expect(alone.callers("+493023125101").first?[.displayName] == "Anna Meier")
        let french = try Books.loaded("Nom;Prénom;Service;Tél. mobile\nMeier;Anna;Ventes;030 23125101\n")
        let third = try #require(french.callers("+493023125101").first)
        #expect([third[.firstName], third[.lastName], third[.department]] == ["Anna", "Meier", "Ventes"])
    }

    @Test(
        "What a text is, where no heading tells",
        arguments: [
            ("+49 30 23125 101", NumberJudge.Kind.fullNumber), ("030 23125101", .fullNumber), ("(030) 23125101", .fullNumber),
            ("493023125101", .fullNumber), ("tel:+493023125101", .fullNumber), ("030 23125101; 030 23125102", .fullNumber),
            ("4711", .internalNumber), ("12", .internalNumber), ("Room 4711", .text), ("-1", .text), ("n/a", .text),
            ("01.02.2026", .text), ("2026-02-01", .text), ("1001234", .text), ("23125101", .text), (" ", .blank), ("", .blank),
            ("442079460101", .text), ("Anna Meier", .text), ("0,50", .text),
        ])
    func judge(text: String, kind: NumberJudge.Kind) {
        var text = text
        let judge = NumberJudge(numbers: FakeNumbers(), region: Region("DE"))
        #expect(text.withUTF8 { judge.kind(of: UnsafeRawBufferPointer($0)) } == kind)
    }
}
