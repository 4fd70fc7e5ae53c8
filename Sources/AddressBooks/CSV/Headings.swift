import CallModel

/// Headings that are understood without configuration: exports of Outlook (English, German) and Google Contacts, and plain names.
enum Headings {
    /// The use of a column with that heading; `nil` where it is not understood.
    static func role(of heading: String) -> ColumnRole? {
        let key = HeadingKey(heading)
        guard !key.letters.isEmpty else { return nil }
        if let role = Self.numbered(key) { return role }
        if let role = Self.fields[key.letters] ?? Self.addresses[key.letters] { return role }
        if let name = Self.telNumbers[key.letters] { return .telNumber(name: name) }
        guard let base = key.base else { return nil }
        if let name = Self.telNumbers[base.letters] {
            return .telNumber(name: key.number.map { $0 > 1 ? "\(name) \($0)" : name } ?? name)
        }
        return Self.fields[base.letters] ?? Self.addresses[base.letters]
    }

    /// Google's columns: `Phone 1 - Type` (old), `Phone 1 - Label` (new), `Phone 1 - Value`, `Organization 1 - Name`, `Address
    /// 1 - City`.
    private static func numbered(_ key: HeadingKey) -> ColumnRole? {
        guard let number = key.number else { return nil }
        switch key.letters {
        case "phone#value": return .pairedTelNumber(pair: number)
        case "phone#type", "phone#label": return .telNumberLabel(pair: number)
        case "email#value", "email#address", "email#adresse": return .field(.email)
        case "organization#name": return .field(.company)
        case "organization#title": return .field(.jobTitle)
        case "organization#department": return .field(.department)
        case "website#value": return .field(.url)
        case "im#value": return .field(.imAddress)
        case "address#street": return .address(set: .numbered(number), part: .streetAddress)
        case "address#city": return .address(set: .numbered(number), part: .city)
        case "address#region": return .address(set: .numbered(number), part: .state)
        case "address#postalcode": return .address(set: .numbered(number), part: .postCode)
        case "address#country": return .address(set: .numbered(number), part: .country)
        default: return nil
        }
    }

    private static let fields: [String: ColumnRole] = Self.table([
        (.name, "name fullname contact kontakt ansprechpartner contactname vollername gesamtername"),
        (.field(.displayName), "displayname anzeigename anzeigenname"),
        (.field(.firstName), "firstname givenname forename vorname rufname"),
        (.field(.lastName), "lastname familyname surname nachname familienname"),
        (
            .field(.company),
            "company companyname organization organisation organizationname organisationname firma firmenname unternehmen"
        ),
        (.field(.jobTitle), "jobtitle organizationtitle position role berufsbezeichnung funktion stellenbezeichnung"),
        (.field(.department), "department organizationdepartment abteilung"),
        (
            .field(.email),
            "email emailaddress emailaddresses mail mailaddress emailvalue emailadresse mailadresse epost emailadressen"
        ),
        (.field(.upn), "upn userprincipalname"),
        (.field(.imAddress), "imaddress im imaddresses sipaddress skype chatadresse"),
        (.field(.id), "id uid externalid recordid contactid kontaktid"),
        (.field(.url), "url webpage website webseite internetseite homepage web link"),
        (.block, "block rufnummernblock nummernblock block#"),
    ])

    /// One entry a word.
    private static func table(_ rows: [(ColumnRole, String)]) -> [String: ColumnRole] {
        var table: [String: ColumnRole] = [:]
        for (role, words) in rows {
            for word in words.split(separator: " ") { table[String(word)] = role }
        }
        return table
    }

    private static let addresses: [String: ColumnRole] = {
        var table: [String: ColumnRole] = [:]
        for (part, words) in Self.partWords {
            for word in words { table[word] = .address(set: .plain, part: part) }
            for (set, before, behind) in Self.setWords {
                for word in words {
                    for prefix in before { table[prefix + word] = .address(set: set, part: part) }
                    for suffix in behind { table[word + suffix] = .address(set: set, part: part) }
                }
            }
        }
        return table
    }()

    private static let partWords: [(CallerField, [String])] = [
        (.streetAddress, ["street", "streetaddress", "strasse", "address", "adresse", "anschrift", "strassehausnummer"]),
        (.postCode, ["postalcode", "postcode", "zip", "zipcode", "plz", "postleitzahl"]),
        (.city, ["city", "town", "ort", "stadt", "wohnort"]),
        (.state, ["state", "stateprovince", "province", "region", "bundesland", "kanton"]),
        (.country, ["country", "countryregion", "land", "landregion", "staat"]),
    ]

    private static let setWords: [(ColumnRole.AddressSet, before: [String], behind: [String])] = [
        (.business, ["business", "work", "office", "company"], ["geschaeftlich", "dienstlich"]),
        (.home, ["home", "private"], ["privat"]),
        (.other, ["other", "weitere", "weiterer", "weiteres", "weiterespostfach"], []),
    ]
}

/// A heading in the form in which headings are compared: lower-case letters without accents or punctuation, `#` for a number.
///
/// `Phone 1 - Value` becomes `phone#value` with number 1; `Straße geschäftlich` becomes `strassegeschaeftlich`.
struct HeadingKey: Hashable {
    let letters: String
    /// The first number in the heading; `nil` where there is none.
    let number: Int?

    /// Reduces a heading as it was written.
    init(_ heading: String) {
        var letters = ""
        var number: Int?
        var isInNumber = false
        for scalar in heading.lowercased().unicodeScalars {
            if let digit = ("0"..."9").contains(scalar) ? Int(scalar.value - 0x30) : nil {
                if !isInNumber { letters.append("#") }
                if !isInNumber && number == nil {
                    number = digit
                } else if isInNumber, let known = number, known < 1_000 {
                    number = known * 10 + digit
                }
                isInNumber = true
                continue
            }
            isInNumber = false
            switch scalar {
            case "a"..."z": letters.unicodeScalars.append(scalar)
            case "ä": letters += "ae"
            case "ö": letters += "oe"
            case "ü": letters += "ue"
            case "ß": letters += "ss"
            case "é", "è", "ê": letters += "e"
            default: break
            }
        }
        self.letters = letters
        self.number = number
    }

    private init(letters: String, number: Int?) {
        self.letters = letters
        self.number = number
    }

    /// The key without a number at its end: `businessphone#` is a further `businessphone`.
    var base: HeadingKey? {
        self.letters.last == "#" && self.letters.count > 1
            ? HeadingKey(letters: String(self.letters.dropLast()), number: self.number) : nil
    }
}
