import Testing

@testable import AddressBooks

@Suite("C15 Headings of telephone systems, mail programs and directories")
struct HeadingTests {
    private func meaning(_ heading: String) -> String? {
        switch Headings.role(of: heading) {
        case .doubtfulTelNumber(let name, _): "?\(name)"
        case .title: "title"
        case let role: role?.title
        }
    }

    @Test(
        "Numbers of telephone systems",
        arguments: [
            // 3CX
            ("Mobile2", "telNumbers.Mobile 2"), ("Business", "?Office"), ("Business2", "?Office 2"), ("Home", "?Home"),
            ("Other", "?Other"), ("BusinessFax", "telNumbers.Office Fax"), ("HomeFax", "telNumbers.Home Fax"),
            ("Pager", "telNumbers.Pager"), ("MobileNumber", "telNumbers.Mobile"),
            // Yeastar, Yealink, wazo, FreePBX, Snom, Gigaset
            ("Business Number", "?Office"), ("Business Number 2", "?Office 2"), ("office_number", "telNumbers.Office"),
            ("other_number", "telNumbers.Other"), ("mobile_number", "telNumbers.Mobile"), ("officenumber", "telNumbers.Office"),
            ("homenumber", "telNumbers.Home"), ("othernumber", "telNumbers.Other"), ("faxnumber", "telNumbers.Fax"),
            ("mobilenumber", "telNumbers.Mobile"), ("phone_1_number", "telNumbers"), ("phone_2_type", "telNumbers (names)"),
            ("phone_1_extension", "?Phone"),
            ("Number", "?Phone"), ("Office", "?Office"), ("Telefon (geschäftlich)", "telNumbers.Office"),
            ("Telefon mobil", "telNumbers.Mobile"), ("Durchwahl", "?Phone"), ("Nebenstelle", "?Phone"),
            // JFritz, Thunderbird
            ("Homezone", nil), ("Tel. dienstlich", "telNumbers.Office"), ("Tel. privat", "telNumbers.Home"),
            ("Mobil-Tel.-Nr.", "telNumbers.Mobile"), ("Fax-Nummer", "telNumbers.Fax"), ("Pager-Nummer", "telNumbers.Pager"),
            ("Tél. professionnel", "telNumbers.Office"), ("Tél. personnel", "telNumbers.Home"),
            // CRMs and Microsoft 365
            ("Asst. Phone", "telNumbers.Assistant"), ("Person - Phone - Work", "telNumbers.Office"),
            ("Person - Phone - Mobile", "telNumbers.Mobile"), ("Phone number", "telNumbers.Phone"),
            ("LineURI", "telNumbers.Office"), ("Mobile Phone Number", "telNumbers.Mobile"),
        ])
    func numbers(heading: String, meaning: String?) {
        #expect(self.meaning(heading) == meaning)
    }

    @Test(
        "Numbers of Outlook and Google in other languages",
        arguments: [
            ("Téléphone (bureau)", "telNumbers.Office"), ("Téléphone 2 (bureau)", "telNumbers.Office 2"),
            ("Téléphone (domicile)", "telNumbers.Home"), ("Tél. mobile", "telNumbers.Mobile"),
            ("Téléphone (autre)", "telNumbers.Other"), ("Téléphone société", "telNumbers.Company"),
            ("Téléphone principal", "telNumbers.Primary"), ("Télécopie (bureau)", "telNumbers.Office Fax"),
            ("Téléphone (voiture)", "telNumbers.Car"), ("Téléphone de l'assistant(e)", "telNumbers.Assistant"),
            ("Radio téléphone", "telNumbers.Radio"), ("Téléphone TDD/TTY", "telNumbers.Text telephone"),
            ("RNIS", "telNumbers.ISDN"),
            ("Récepteur de radiomessagerie", "telNumbers.Pager"), ("Rappel", "?Callback"),
            ("N° de téléphone", "telNumbers.Phone"),
            ("Teléfono del trabajo", "telNumbers.Office"), ("Particular", "?Home"), ("Otro teléfono", "telNumbers.Other"),
            ("Número de centralita de la organización", "?Company"), ("Teléfono principal", "telNumbers.Primary"),
            ("Radioteléfono", "telNumbers.Radio"), ("Otro fax", "telNumbers.Other Fax"), ("Teléfono móvil", "telNumbers.Mobile"),
            ("Ufficio", "?Office"), ("Ufficio 2", "?Office 2"), ("Abitazione", "?Home"), ("Cellulare", "telNumbers.Mobile"),
            ("Altro telefono", "telNumbers.Other"), ("Fax (uff.)", "telNumbers.Office Fax"), ("Fax (ab.)", "telNumbers.Home Fax"),
            ("Telefono principale società", "telNumbers.Company"), ("Telefono auto", "telNumbers.Car"),
            ("Telefoon op werk", "telNumbers.Office"), ("Telefoon op werk 2", "telNumbers.Office 2"),
            ("Telefoon thuis", "telNumbers.Home"), ("Mobiele telefoon", "telNumbers.Mobile"),
            ("Andere telefoon", "telNumbers.Other"),
            ("Hoofdtelefoon bedrijf", "telNumbers.Company"), ("Hoofdtelefoon", "telNumbers.Primary"),
            ("Fax op werk", "telNumbers.Office Fax"), ("Teksttelefoon", "telNumbers.Text telephone"),
            ("Telefone comercial", "telNumbers.Office"), ("Telefone residencial 2", "telNumbers.Home 2"),
            ("Telefone celular", "telNumbers.Mobile"), ("Telemóvel", "telNumbers.Mobile"), ("Outro telefone", "telNumbers.Other"),
            ("Telefone da residência", "telNumbers.Home"), ("2º telefone da residência", "telNumbers.Home 2"),
            ("Telefone da empresa", "telNumbers.Office"), ("Telefone principal da empresa", "telNumbers.Company"),
            ("Telefone do assistente", "telNumbers.Assistant"), ("Telefon für Hörbehinderte", "telNumbers.Text telephone"),
            ("Téléphone 1 - Valeur", "telNumbers"), ("Telefon 1 – Label", "telNumbers (names)"),
            ("Te\u{301}le\u{301}phone (bureau)", "telNumbers.Office"), ("Telefon (Bu\u{308}ro)", "telNumbers.Office"),
        ])
    func languages(heading: String, meaning: String?) {
        #expect(self.meaning(heading) == meaning)
    }

    @Test(
        "Names, companies, mail and addresses",
        arguments: [
            ("fname", "firstName"), ("Prénom", "firstName"), ("Voornaam", "firstName"), ("Primeiro nome", "firstName"),
            ("Nombre", "displayName"), ("Apellidos", "lastName"), ("Cognome", "lastName"), ("Sobrenome", "lastName"),
            ("Nom", "displayName"), ("Organización", "company"), ("Società", "company"), ("Bedrijf", "company"),
            ("society", "company"),
            ("Account Name", "company"), ("Person - Organization", "company"), ("Puesto", "jobTitle"), ("Functie", "jobTitle"),
            ("Afdeling", "department"), ("Adresse de messagerie", "email"), ("Dirección de correo electrónico", "email"),
            ("Indirizzo posta elettronica", "email"), ("E-mailadres", "email"), ("Endereço de email", "email"),
            ("Endereço de correio electrónico", "email"), ("Primäre E-Mail-Adresse", "email"), ("Primary Email", "email"),
            ("email_1", "email"), ("E-mail 1 - Value", "email"), ("E-mail 1 - Type", nil), ("E-Mail 2: Angezeigter Name", nil),
            ("Type de messagerie", nil), ("Nom complet de l'adresse de messagerie", nil), ("Rue (bureau) 2", "streetAddress"),
            ("Dép/Région (bureau)", "state"), ("Pays/Région (bureau)", "country"), ("Code postal (domicile)", "postCode"),
            ("Calle del trabajo", "streetAddress"), ("Código postal del trabajo", "postCode"), ("Via (uff.)", "streetAddress"),
            ("CAP (ab.)", "postCode"), ("Provincia o estado de trabajo", "state"), ("País o región del trabajo", "country"),
            ("Werkadres, straat", "streetAddress"), ("Huisadres, plaats", "city"), ("Rua da empresa", "streetAddress"),
            ("Localidade da empresa", "city"), ("Mailing Zip/Postal Code", "postCode"), ("Mailing State/Province", "state"),
            ("officezipcode", "postCode"), ("homeaddress1", "streetAddress"), ("Privat: Ort", "city"),
            ("Dienstlich: Bundesland", "state"), ("Work ZipCode", "postCode"), ("Straße und Hausnummer", "streetAddress"),
            ("website_1", "url"), ("Pagina Web", "url"), ("Title", "title"),
        ])
    func fields(heading: String, meaning: String?) {
        #expect(self.meaning(heading) == meaning)
    }

    @Test(
        "What only looks like a heading of numbers is none",
        arguments: [
            "Kundennummer", "Customer number", "Hausnummer", "Telefonnotiz", "Phone country", "Number of employees", "Geburtstag",
            "Anniversaire",
            "Government ID Number", "Sofinummer", "Vorwahl", "phone_1_flags", "Room", "Company Yomi",
            "Notes", "ring", "auto_divert", "priority", "group_id_name", "Wohnungsnummer", "Steuernummer", "Categoría",
        ])
    func none(heading: String) {
        #expect(self.meaning(heading) == nil)
    }

    @Test(
        "Labels in other languages are named in Callcard's words; others stay as they are",
        arguments: [
            ("Arbeit", "Office"), ("Bureau", "Office"), ("Domicile", "Home"), ("Móvil", "Mobile"), ("Cellulare", "Mobile"),
            ("Thuis", "Home"), ("Trabalho", "Office"), ("* Work", "Office"), ("cell", "Mobile"), ("workFax", "Office Fax"),
            ("Durchwahl", "Durchwahl"), ("Desk", "Desk"), ("Reception", "Reception"), ("Zentrale", "Main"), ("", "Phone"),
        ])
    func labels(label: String, name: String) {
        #expect(Headings.telName(label) == name)
    }

    @Test(
        "Plain headings and those of Outlook in English and German",
        arguments: [
            ("Primary", "primaryphone primarytelnumber haupttelefon primarynumber"),
            (
                "Phone",
                "phone phonenumber phones phonevalue telephone telephonenumber tel telno telnumber telnumbers callernumber telefon telefonnummer rufnummer telnr telefonnr fon"
            ),
            (
                "Mobile",
                "mobile mobilephone mobilephones mobilenumber mobiletelephonenumber cell cellphone cellnumber phonemobile telmobile mobil mobiltelefon mobilnummer mobilfunk handy handynummer telefonmobil mobilephonenumber"
            ),
            (
                "Office",
                "businessphone businessphones workphone officephone phonebusiness phonework phoneoffice telwork telbusiness businesstelephone businesstelephonenumber worknumber telefongeschaeftlich telgeschaeftlich telefondienstlich telefonbuero buerotelefon geschaeftstelefon telefonarbeit"
            ),
            ("Home", "homephone homephones phonehome telhome hometelephone homenumber telefonprivat privattelefon privatnummer"),
            ("Other", "otherphone otherphones phoneother weiterestelefon telefonweiteres othertelephone"),
            (
                "Company",
                "companymainphone companyphone mainphone telefonfirma firmentelefon zentrale telefonzentrale switchboard"
            ),
            ("Assistant", "assistantsphone assistantphone telefonassistent"),
            ("Car", "carphone autotelefon"),
            ("Radio", "radiophone funktelefon"),
            ("ISDN", "isdn"),
            ("Pager", "pager"),
            ("Fax", "fax faxnumber faxnummer telefax"),
            ("Office Fax", "businessfax workfax faxgeschaeftlich faxdienstlich"),
            ("Home Fax", "homefax faxprivat"),
            ("Other Fax", "otherfax weiteresfax"),
            ("Text telephone", "ttytddphone telefonfuerhoerbehinderte"),
        ])
    func plain(name: String, headings: String) {
        for heading in headings.split(separator: " ") {
            #expect(self.meaning(String(heading)) == "telNumbers.\(name)", "\(heading)")
        }
    }
}
