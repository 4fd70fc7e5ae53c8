extension Headings {
    /// Headings of columns with numbers, and the name under which `telNumbers` shows them.
    static let telNumbers: [String: String] = {
        let rows: [(String, String)] = [
            ("Primary", "primaryphone primarytelnumber haupttelefon primarynumber"),
            (
                "Phone",
                """
                phone phonenumber phones phonevalue telephone telephonenumber tel telno telnumber telnumbers number callernumber \
                telefon telefonnummer rufnummer telnr telefonnr fon
                """
            ),
            (
                "Mobile",
                """
                mobile mobilephone mobilephones mobilenumber mobiletelephonenumber cell cellphone cellnumber phonemobile \
                telmobile mobil mobiltelefon mobilnummer mobilfunk handy handynummer telefonmobil mobilephonenumber
                """
            ),
            (
                "Office",
                """
                businessphone businessphones workphone officephone phonebusiness phonework phoneoffice telwork telbusiness \
                businesstelephone businesstelephonenumber worknumber telefongeschaeftlich telgeschaeftlich telefondienstlich \
                telefonbuero buerotelefon geschaeftstelefon telefonarbeit office
                """
            ),
            (
                "Home",
                "homephone homephones phonehome telhome hometelephone homenumber telefonprivat privattelefon privatnummer"
            ),
            ("Other", "otherphone otherphones phoneother weiterestelefon telefonweiteres othertelephone"),
            (
                "Company",
                "companymainphone companyphone mainphone telefonfirma firmentelefon zentrale telefonzentrale switchboard"
            ),
            ("Assistant", "assistantsphone assistantphone telefonassistent"),
            ("Callback", "callback rueckmeldung rueckruf"),
            ("Car", "carphone autotelefon"),
            ("Radio", "radiophone funktelefon"),
            ("ISDN", "isdn"),
            ("Pager", "pager"),
            ("Fax", "fax faxnumber faxnummer telefax"),
            ("Office Fax", "businessfax workfax faxgeschaeftlich faxdienstlich"),
            ("Home Fax", "homefax faxprivat"),
            ("Other Fax", "otherfax weiteresfax"),
            ("Text telephone", "ttytddphone telefonfuerhoerbehinderte"),
        ]
        var table: [String: String] = [:]
        for (name, words) in rows {
            for word in words.split(separator: " ") { table[String(word)] = name }
        }
        return table
    }()

    /// The name of a number in Callcard's words, for a label of Google Contacts or a vCard; an unknown label stays as it is.
    static func telName(_ label: String) -> String {
        // Google marks the preferred entry with a star.
        let label = label.split(separator: "*").joined().split(separator: " ").joined(separator: " ")
        switch HeadingKey(label).letters {
        case "mobile", "cell", "mobil", "handy", "iphone": return "Mobile"
        case "work", "office", "business", "arbeit", "geschaeftlich", "buero": return "Office"
        case "home", "privat", "zuhause", "private": return "Home"
        case "main", "zentrale", "hauptnummer", "company": return "Main"
        case "other", "sonstige", "weitere", "andere": return "Other"
        case "workfax", "faxarbeit", "faxgeschaeftlich": return "Office Fax"
        case "homefax", "faxprivat": return "Home Fax"
        case "fax": return "Fax"
        case "pager": return "Pager"
        case "": return "Phone"
        default: return label
        }
    }
}
