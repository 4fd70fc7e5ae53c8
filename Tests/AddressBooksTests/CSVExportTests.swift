import CallModel
import Testing

@testable import AddressBooks

@Suite("C1 CSV files as other programs export them")
struct CSVExportTests {
    @Test("An English Outlook export: every number of a contact finds it")
    func outlookEnglish() throws {
        let book = try Books.loaded(path: Books.fixture("outlook-english.csv"))
        #expect(book.statistics.contacts == 3)
        #expect(book.statistics.numbers == 7)
        for number in ["+493023125101", "+493023125102", "+493023125103"] {
            let anna = try #require(book.callers(number).first)
            #expect(anna[.firstName] == "Anna")
            #expect(anna[.lastName] == "Meier")
        }
        let anna = try #require(book.callers("+442079460101", countryCode: 44).first)
        #expect(anna[.company] == "Acme AG")
        #expect(anna[.jobTitle] == "Head of Sales")
        #expect(anna[.department] == "Sales")
        #expect(anna[.streetAddress] == "Hauptstr. 1, 2nd floor")
        #expect(anna[.city] == "Berlin")
        #expect(anna[.postCode] == "10115")
        #expect(anna[.country] == "Germany")
        #expect(anna[.email] == "anna.meier@acme.example")
        #expect(anna[.url] == "https://acme.example/anna")
        #expect(anna[.displayName] == nil)
        #expect(anna[.primaryTelNumber] == "030 23125 101")
        #expect(
            anna.telNumbers == [
                NamedValue(name: "Office", value: "030 23125 101"), NamedValue(name: "Office 2", value: "+49 30 23125 102"),
                NamedValue(name: "Home", value: "030 23125103"), NamedValue(name: "Mobile", value: "+44 20 7946 0101"),
            ])
    }

    @Test("A home address counts where there is no business address; a primary phone is the primary number")
    func outlookAlternatives() throws {
        let book = try Books.loaded(path: Books.fixture("outlook-english.csv"))
        #expect(book.callers("+493023125200").first?[.city] == "Hamburg")
        let ben = try #require(book.callers("+12025550101", countryCode: 1).first)
        #expect(ben[.primaryTelNumber] == "+1 (202) 555-0102")
    }

    @Test("A German Outlook export in Windows-1252, once that is declared")
    func outlookGerman() throws {
        let path = Books.fixture("outlook-german.csv")
        #expect(throws: AddressBookError.badEncoding(line: 1)) { try Books.loaded(path: path) }
        let book = try Books.loaded(path: path) { $0.encoding = .windows1252 }
        for number in ["+493023125110", "+493023125111", "+493023125190", "+493023125191"] {
            let caller = try #require(book.callers(number).first)
            #expect(caller[.firstName] == "Jürgen")
            #expect(caller[.lastName] == "Groß")
            #expect(caller[.company] == "Müller & Söhne")
            #expect(caller[.streetAddress] == "Königsallee 1")
            #expect(caller[.city] == "Düsseldorf")
            #expect(caller[.state] == "NRW")
            #expect(caller[.jobTitle] == "Leiter")
            #expect(caller.telNumbers.map(\.name) == ["Assistant", "Office Fax", "Office", "Mobile"])
        }
        #expect(book.statistics.unusedColumns.contains("Notizen"))
    }

    @Test("An old Google export: names of numbers from their type column, several values in one cell")
    func googleOld() throws {
        let book = try Books.loaded(path: Books.fixture("google-old.csv"))
        for number in ["+33199001010", "+33199001011", "+33199001012"] {
            let carla = try #require(book.callers(number, countryCode: 33).first)
            #expect(carla[.displayName] == "Carla Duval")
            #expect(carla[.lastName] == "Duval")
            #expect(carla[.company] == "Duval SA")
            #expect(carla[.jobTitle] == "Directrice")
            #expect(carla[.email]?.hasPrefix("carla@duval.example") == true)
            #expect(carla[.email]?.contains(":::") == false)
            #expect(carla[.city] == "Paris")
            #expect(carla.telNumbers.map(\.name) == ["Mobile", "Office", "Office 2"])
        }
    }

    @Test("A new Google export: labels, custom ones too")
    func googleNew() throws {
        let book = try Books.loaded(path: Books.fixture("google-new.csv"))
        let dora = try #require(book.callers("+442079460121", countryCode: 44).first)
        #expect(dora[.firstName] == "Dora")
        #expect(dora[.company] == "Lind Ltd")
        #expect(dora[.postCode] == "N1 1AA")
        #expect(dora.telNumbers.map(\.name) == ["Mobile", "Reception"])
    }

    @Test("Plain headings, semicolons, a byte order mark, an id, and a row without a number")
    func plain() throws {
        let book = try Books.loaded(path: Books.fixture("plain.csv"))
        let eva = try #require(book.callers("+493023125121").first)
        #expect(eva[.displayName] == "Eva Stern")
        #expect(eva[.id] == "17")
        #expect(eva[.postCode] == "10115")
        #expect(eva[.city] == "Berlin")
        #expect(book.statistics.withoutNumber == 1)
        #expect(book.statistics.contacts == 2)
        #expect(book.statistics.delimiter == .semicolon)
    }

    @Test("`Name` beside `Vorname` is the family name")
    func germanName() throws {
        let book = try Books.loaded(path: Books.fixture("namen-deutsch.csv"))
        let anna = try #require(book.callers("+493023125131").first)
        #expect(anna[.lastName] == "Meier")
        #expect(anna[.firstName] == "Anna")
        #expect(anna[.displayName] == nil)
    }

    @Test("The configuration's columns are stronger than headings, and add custom fields")
    func mappedColumns() throws {
        let text = "Kd-Nr,Wer,Durchwahl,Stufe,Company\n42,Anna Meier,030 23125180,Gold,not this\n"
        let book = try Books.loaded(text) {
            $0.columns = [
                "kd nr": .field(.id), "Wer": .field(.displayName), "Durchwahl": .telNumber(name: "Office"),
                "Stufe": .customField(name: "Tier"), "Company": .ignored,
            ]
        }
        let anna = try #require(book.callers("+493023125180").first)
        #expect(anna[.id] == "42")
        #expect(anna[.displayName] == "Anna Meier")
        #expect(anna[.company] == nil)
        #expect(anna.customFields == [NamedValue(name: "Tier", value: "Gold")])
        #expect(anna.telNumbers == [NamedValue(name: "Office", value: "030 23125180")])
        #expect(book.statistics.columns.map(\.meaning) == ["id", "displayName", "telNumbers.Office", "customFields.Tier"])
    }

    @Test("A mapped heading that the file does not have is an error that names it")
    func missingColumn() {
        #expect(throws: AddressBookError.columnNotFound(heading: "Telefonx")) {
            try Books.loaded("Telefon\n030 23125180\n") { $0.columns = ["Telefonx": .telNumber(name: "Office")] }
        }
    }

    @Test("A heading without letters can be mapped as it is written")
    func letterlessHeading() throws {
        let book = try Books.loaded("Telefon,%,#\n030 23125180,12,13\n") { $0.columns = ["%": .customField(name: "Rebate")] }
        #expect(book.callers("+493023125180").first?.customFields == [NamedValue(name: "Rebate", value: "12")])
    }

    @Test(
        "Words of the configuration",
        arguments: [
            ("telNumbers.Office", BookColumn.telNumber(name: "Office")), ("customFields.A.b", .customField(name: "A.b")),
            ("company", .field(.company)), ("block", .block), ("ignore", .ignored),
            ("primaryTelNumber", .telNumber(name: "Primary")),
            ("telNumbers", nil), ("telNumbers.", nil), ("phone", nil), ("", nil), ("block.x", nil), ("company.x", nil),
        ] as [(String, BookColumn?)])
    func configurationWords(word: String, column: BookColumn?) {
        #expect(BookColumn(word) == column)
    }

    @Test("Columns that nobody understands give no field and are listed")
    func unusedColumns() throws {
        let book = try Books.loaded("Telefon,Schuhgröße\n030 23125180,47\n")
        #expect(book.statistics.unusedColumns == ["Schuhgröße"])
        let caller = try #require(book.callers("+493023125180").first)
        #expect(caller.customFields.isEmpty)
        #expect(caller.fields.map(\.field) == [.primaryTelNumber])
    }

    @Test("C1 F8 Formula cells stay text")
    func formulas() throws {
        let book = try Books.loaded("name,phone\n=cmd|'/c calc'!A1,030 23125180\n@SUM(A1),030 23125181\n")
        #expect(book.callers("+493023125180").first?[.displayName] == "=cmd|'/c calc'!A1")
        #expect(book.callers("+493023125181").first?[.displayName] == "@SUM(A1)")
    }
}
