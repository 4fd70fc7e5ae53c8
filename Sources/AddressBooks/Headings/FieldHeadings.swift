import CallModel

extension Headings {
    /// Whole headings of names, companies and what else has a field of its own, by ``HeadingKey/letters``.
    static let fields: [String: ColumnRole] = Self.table([
        (
            .familyOrWholeName,
            """
            name fullname contact kontakt ansprechpartner contactname kontaktname vollername gesamtername personname \
            nom naam
            """
        ),
        (.givenOrWholeName, "nombre nome"),
        (
            .field(.displayName),
            """
            displayname anzeigename anzeigenname fileas realname nomcomplet nomaafficher nomdaffichage nombrecompleto \
            nombremostrado nombreparamostrar nomecompleto nomevisualizzato nomeparaexibicao nomedeexibicao nomeaapresentar \
            weergavenaam weergegevennaam volledigenaam
            """
        ),
        (
            .field(.firstName),
            """
            firstname givenname forename fname first vorname rufname prenom prenoms primernombre nombredepila primeironome \
            primeironomes nomeproprio primonome voornaam
            """
        ),
        (
            .field(.lastName),
            """
            lastname familyname surname lname last nachname familienname zuname nomdefamille apellido apellidos primerapellido \
            cognome achternaam familienaam sobrenome apelido apelidos
            """
        ),
        (
            .field(.company),
            """
            company companyname organization organisation organizationname organisationname accountname vendorname society \
            firma firmenname unternehmen societe entreprise raisonsociale nomdelasociete nomdelentreprise empresa compania \
            organizacion nombredelaempresa azienda societa ditta organizzazione ragionesociale nomeazienda bedrijf bedrijfsnaam \
            organisatie organizacao nomedaempresa
            """
        ),
        (
            .field(.jobTitle),
            """
            jobtitle jobposition organizationtitle position role berufsbezeichnung funktion stellenbezeichnung arbeitstitel fonction \
            intituledeposte titreduposte puesto cargo posizione mansione qualifica functie functietitel funcao
            """
        ),
        (
            .field(.department),
            "department organizationdepartment abteilung departement departamento reparto dipartimento afdeling"
        ),
        (.field(.email), "emailvalue"),
        (.field(.upn), "upn userprincipalname"),
        (.field(.imAddress), "imaddress im imaddresses sipaddress skype chatadresse"),
        (.field(.id), "id uid externalid recordid contactid kontaktid personid"),
        (
            .field(.url),
            """
            url web link webpage website webseite internetseite homepage pageweb siteweb paginaweb sitioweb sitoweb webpagina \
            paginadaweb paginanaweb
            """
        ),
        (.block, "block rufnummernblock nummernblock block#"),
        (.title, "title titel titre titulo titolo"),
        (.service, "service"),
        // A state in Portuguese, in Spanish the state of affairs.
        (.none, "estado"),
        (.address(set: .plain, part: .streetAddress), "postaladdress"),
    ])
}
