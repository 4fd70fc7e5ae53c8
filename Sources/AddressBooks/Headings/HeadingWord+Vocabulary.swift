extension HeadingWord {
    /// Words of headings in English, German, French, Spanish, Italian, Dutch and Portuguese, as ``HeadingPart`` writes them; two
    /// words in one are a phrase.
    ///
    /// Sources: exports of Outlook and Outlook on the web in these languages, Thunderbird, Google Contacts, 3CX, Yeastar, Yealink,
    /// Snom, Gigaset, FreePBX, wazo, Salesforce, Zoho, Pipedrive, Microsoft 365. A word of three letters or more may also be part
    /// of a longer one, so nothing is listed here that such a word could contain by chance.
    static let vocabulary: [String: HeadingWord] = {
        var table: [String: HeadingWord] = [:]
        for (word, texts) in Self.lists {
            for text in texts.split(whereSeparator: \.isWhitespace) { table[String(text)] = word }
        }
        return table
    }()

    private static let lists: [(HeadingWord, String)] = [
        (
            .phone,
            """
            phone phones telephone telephones tel tels telno telnr tlf tfno fon fone festnetz landline voice \
            telefon telefone telefonnummer telefonnummern rufnummer rufnummern rufnr telefonnr \
            telefono telefonos telefoni telefoon telefoonnummer fixe fixo fijo fisso vast vaste
            """
        ),
        (
            .mobile,
            """
            mobile mobiles mobil mobilfunk mobilnummer mobiltelefon handy handynummer mobilnr handynr cell cellphone cellular smartphone natel \
            gsm portable movil celular cellulare cellulari telemovel mobiel mobiele
            """
        ),
        (.fax, "fax faxe telefax faxnummer faxnr telecopie telecopieur facsimile faksimile"),
        (.pager, "pager beeper cercapersone buscapersonas radiomessagerie recepteur semafoon"),
        (.isdn, "isdn rnis rdis rdsi"),
        (.textTelephone, "tty tdd ttytdd hoerbehinderte teksttelefoon teletipo"),
        (.car, "car auto voiture coche automovil carro"),
        (.radio, "radio funk"),
        (.callback, "callback rueckmeldung rueckruf rappel terugbellen richiamata devoluciondellamada"),
        (
            .work,
            """
            work business job dienst dienstlich dienstl geschaeft geschaefts geschaeftlich geschaeftl gesch arbeit arbeits beruflich arb \
            professionnel professionnelle pro travail trabajo laboral lavoro aziendale professionale \
            werk zakelijk comercial trabalho profissional
            """
        ),
        (.office, "office buero bureau oficina ufficio uff kantoor escritorio"),
        (
            .home,
            """
            home private privat private privates priv zuhause haushalt \
            prive privee personnel personnelle perso domicile maison \
            particular personal domicilio hogar casa abitazione ab huis privato thuis residencial residencia pessoal
            """
        ),
        (
            .other,
            """
            other others alternate alternative alternativ additional secondary sekundaere sekundaerer second weitere weiterer weiteres weiteren andere \
            anderer anderes sonstige sonstiges sonstiger zweite zweiter zweites autre autres secondaire otro otra altro altra ander \
            anders outro outra shipping
            """
        ),
        (
            .company,
            """
            company main firma firmen zentrale telefonzentrale switchboard centralita centralino societe societa empresa azienda \
            bedrijf organisation organization organizacion
            """
        ),
        (
            .primary,
            "primary preferred primaere primaerer primaeres haupt bevorzugt bevorzugte principal principale hoofd premiere principaux"
        ),
        (.assistant, "assistant assistants assistent assistente asistente asst sekretariat secretary secretariat"),
        (.direct, "direct direkt directe directo diretto"),
        (.subject, "contact kontakt contacto contatto person personne persona"),
        (.number, "number numbers nummer nummern nr num numero numeri no"),
        (.line, "line lines linie leitung ligne linea lijn linha"),
        (
            .internalNumber,
            """
            extension extensions durchwahl durchwahlen nebenstelle apparat interno ramal anexo toestel toestelnummer
            """
        ),
        (.email, "email emails mail mails courriel messagerie correo correio posta emailadres emailadresse emailadressen"),
        (.electronic, "electronic elektronisch electronique electronico elettronica eletronico"),
        (.address, "address addresses adresse adressen anschrift direccion indirizzo adres endereco morada postaladdress"),
        (.street, "street strasse str rue calle via straat rua"),
        (.houseNumber, "hausnummer hausnr huisnummer housenumber housenr"),
        (
            .postCode,
            """
            postcode zip zipcode plz postleitzahl postal postalcode codepostal codigopostal codicepostale cap cep
            """
        ),
        (
            .city,
            """
            city town ort stadt wohnort ville ciudad localidad citta localita plaats woonplaats cidade localidade locality \
            localityname poblacion municipio
            """
        ),
        (.state, "state province region bundesland kanton departement dep provincia provincie regio estado distrito"),
        (.country, "country countries countryname land staat pays pais paese"),
        (.value, "value wert valeur valor valore waarde"),
        (.label, "label type typ etikett etiquette libelle etiqueta etichetta tipo bezeichnung"),
        (
            .filler,
            """
            a al am an and at billing d da das de del dell della dem den der des di die do dos du e ed el en et for fuer het im in l la le \
            les mailing n o oder of op or ou per por the u und van vom y zum zur
            """
        ),
    ]
}
