import Testing

@testable import Enrichment

@Suite("C6 Names of companies are compared")
struct CompanyNameTests {
    private func areDifferent(_ one: String, _ other: String) -> Bool {
        let there = CompanyName(one).differs(from: CompanyName(other))
        #expect(CompanyName(other).differs(from: CompanyName(one)) == there, "a comparison has no direction")
        return there
    }

    @Test(
        "Case, marks, punctuation, blanks and the word and tell nobody apart",
        arguments: [
            ("ACME AG", "acme ag"), ("A.C.M.E. AG", "ACME AG"), ("Meier & Söhne", "Meier und Söhne"),
            ("Müller GmbH", "MULLER GMBH"),
            ("Müller GmbH", "Mueller GmbH"), ("Mu\u{308}ller", "Müller"), ("Straßenbau Nord", "STRASSENBAU NORD"),
            ("Großmann", "GROẞMANN"), ("ＡＣＭＥ　ＡＧ", "ACME AG"), ("ACME™ AG", "ACME® AG"), ("McDonald’s", "Mcdonald's"),
            ("Müller-Lüdenscheidt", "Müller Lüdenscheidt"), ("Müller+Partner", "Müller & Partner"),
            ("Smith and Sons", "Smith & Sons"),
            ("Dupont et Fils", "Dupont & Fils"), ("Łódź Transport", "Lodz Transport"), ("Smørrebrød", "Smoerrebroed"),
            ("Ångström", "Angstrom"), ("ΣΊΣΥΦΟΣ", "Σίσυφος"), ("Ромашка", "РОМАШКА"), ("ACME\u{AD} \u{200B}AG", "ACME AG"),
            ("„ACME“", "ACME"),
            ("ACME, Inc.", "Acme Inc"), ("Işık", "ISIK"),
        ])
    func equal(one: String, other: String) {
        #expect(!self.areDifferent(one, other))
    }

    @Test(
        "Different names differ, also where only a mark makes another letter",
        arguments: [
            ("ACME AG", "Beta GmbH"), ("ACME", "ACME Nord"), ("Meier", "Maier"), ("Muller", "Mueller"), ("かき", "がき"),
            ("कमल", "कोमल"),
            ("★★★", "+++"), ("ACME 1", "ACME 2"), ("Meier & Co. KG", "Meier KG"), ("AG", "GmbH"),
        ])
    func different(one: String, other: String) {
        #expect(self.areDifferent(one, other))
    }

    @Test(
        "A legal form that only one of them has makes no difference",
        arguments: [
            "GmbH", "AG", "Ltd", "Limited", "Inc.", "Corp.", "LLC", "S.A.", "SARL", "SAS", "SpA", "S.r.l.", "B.V.", "N.V.", "Oy",
            "AB",
            "A/S", "KG", "OHG", "e.V.", "GmbH & Co. KG", "UG (haftungsbeschränkt)", "eG", "KGaA", "SE", "Sp. z o.o.", "s.r.o.",
            "a.s.",
            "Kft.", "Zrt.", "d.o.o.", "Pty Ltd", "PLC", "LLP", "GbR", "e.K.", "mbH", "gGmbH", "OG", "S. à r.l.", "ApS", "Oyj",
            "ASA", "S.L.",
            "Lda.", "Ltda.", "S.A. de C.V.", "Sdn. Bhd.", "Pte. Ltd.", "Pvt. Ltd.", "Co., Ltd.", "A.Ş.", "ООО", "UAB", "OÜ",
            "SIA",
            "spol. s r.o.", "UG (haftungsbeschränkt) & Co. KG", "GmbH & Co. KGaA", "AG & Co. KG", "株式会社", "有限公司",
            "Sp. z o.o. sp. k.", "Company", "Incorporated", "V.O.F.", "BVBA",
        ])
    func missingForm(form: String) {
        #expect(!self.areDifferent("Beispiel Bau", "Beispiel Bau \(form)"))
        #expect(!self.areDifferent("BEISPIEL BAU, \(form.uppercased())", "Beispiel-Bau \(form)"))
        #expect(self.areDifferent("Anders Bau \(form)", "Beispiel Bau \(form)"))
    }

    @Test(
        "One form has many writings",
        arguments: [
            ("GmbH", "G.m.b.H."), ("GmbH", "Gesellschaft mit beschränkter Haftung"), ("GmbH", "Ges.m.b.H."),
            ("GmbH", "Gesellschaft m.b.H."),
            ("GmbH", "GESELLSCHAFT MIT BESCHRAENKTER HAFTUNG"), ("Ltd", "Limited"), ("Ltd.", "L.T.D."),
            ("AG", "Aktiengesellschaft"),
            ("Inc.", "Incorporated"), ("Corp.", "Corporation"), ("LLC", "L.L.C."), ("PLC", "public limited company"),
            ("S.A.", "SA"),
            ("S.A.", "Société Anonyme"), ("SARL", "S.à r.l."), ("SARL", "Société à responsabilité limitée"), ("SpA", "S.p.A."),
            ("S.r.l.", "società a responsabilità limitata"), ("B.V.", "BV"), ("N.V.", "naamloze vennootschap"),
            ("Oy", "osakeyhtiö"),
            ("AB", "Aktiebolag"), ("A/S", "Aktieselskab"), ("A/S", "AS"), ("e.V.", "eV"), ("e.V.", "eingetragener Verein"),
            ("GmbH & Co. KG", "GmbH und Co KG"), ("GmbH & Co. KG", "G.m.b.H. & Cie. Kommanditgesellschaft"),
            ("UG (haftungsbeschränkt)", "UG"), ("UG", "Unternehmergesellschaft (haftungsbeschränkt)"),
            ("Sp. z o.o.", "spółka z o.o."),
            ("Sp. z o.o.", "Spółka z ograniczoną odpowiedzialnością"), ("s.r.o.", "spol. s r.o."), ("a.s.", "akciová společnost"),
            ("Kft.", "Korlátolt Felelősségű Társaság"), ("Pty Ltd", "(Pty) Limited"), ("LLP", "limited liability partnership"),
            ("GbR", "Gesellschaft bürgerlichen Rechts"), ("e.K.", "e.Kfm."), ("OHG", "offene Handelsgesellschaft"),
            ("KGaA", "Kommanditgesellschaft auf Aktien"), ("eG", "eingetragene Genossenschaft"), ("SE", "Societas Europaea"),
        ])
    func writings(one: String, other: String) {
        #expect(!self.areDifferent("Beispiel \(one)", "Beispiel \(other)"))
    }

    @Test(
        "Two different forms are two companies",
        arguments: [
            ("GmbH", "AG"), ("Ltd", "PLC"), ("Inc.", "Corp."), ("Inc.", "LLC"), ("S.A.", "SARL"), ("GmbH", "GmbH & Co. KG"),
            ("GmbH", "UG (haftungsbeschränkt)"), ("KG", "OHG"), ("e.V.", "gGmbH"), ("Ltd", "Pty Ltd"), ("s.r.o.", "a.s."),
            ("Oy", "Oyj"),
            ("B.V.", "N.V."), ("Kft.", "Zrt."), ("KG", "KGaA"), ("AG & Co. KG", "GmbH & Co. KG"), ("eG", "e.K."),
        ])
    func forms(one: String, other: String) {
        #expect(self.areDifferent("Beispiel \(one)", "Beispiel \(other)"))
    }

    @Test(
        "A form may stand in front, or without a blank",
        arguments: [
            ("SARL Dupont", "Dupont"), ("SARL Dupont", "Dupont S.à r.l."), ("AB Exempel", "Exempel Aktiebolag"),
            ("ООО «Ромашка»", "Ромашка ООО"),
            ("株式会社例", "例"), ("例株式会社", "㈱例"), ("例示有限公司", "例示"), ("주식회사예시", "예시㈜"),
        ])
    func leading(one: String, other: String) {
        #expect(!self.areDifferent(one, other))
    }

    @Test("A form in front counts as one")
    func leadingForms() {
        #expect(self.areDifferent("SARL Dupont", "Dupont SAS"))
        // The name of the company begins like a form.
        #expect(self.areDifferent("SAS Institute Inc.", "Institute Inc."))
    }
}
