/// The legal forms of companies, and how they are written.
///
/// A writing stands here as ``CompanyName`` reads it: lower case, without marks, punctuation and blanks, so that `G.m.b.H.`, `GmbH`
/// and `G. m. b. H.` are one entry. Two forms of different countries that are written alike (`SA`, `AS`) are one form.
enum LegalForms {
    /// *Company*: a form of its own, and a joint between two others in `GmbH & Co. KG`.
    static let company = "co"

    /// Form by writing.
    private static let forms = table([
        // Germany, Austria, Switzerland
        "gmbh": """
        gesmbh mbh gesellschaftmbh gesellschaftmitbeschrankterhaftung gesellschaftmitbeschraenkterhaftung
        mitbeschrankterhaftung mitbeschraenkterhaftung
        """,
        "ggmbh": "gemeinnutzigegmbh gemeinnuetzigegmbh",
        "ug": """
        ughaftungsbeschrankt ughaftungsbeschraenkt unternehmergesellschaft unternehmergesellschafthaftungsbeschrankt
        unternehmergesellschafthaftungsbeschraenkt
        """,
        "ag": "aktiengesellschaft", "kg": "kommanditgesellschaft", "kgaa": "kommanditgesellschaftaufaktien",
        "ohg": "offenehandelsgesellschaft", "og": "offenegesellschaft", "oeg": "", "keg": "",
        "gbr": "gesellschaftburgerlichenrechts gesellschaftbuergerlichenrechts gesbr egbr",
        "ek": "ekfm ekfr eingetragenerkaufmann eingetragenekauffrau",
        "eu": "eingetragenerunternehmer eingetrageneunternehmerin eingetragenesunternehmen",
        "ev": "eingetragenerverein", "eg": "egen eingetragenegenossenschaft",
        "partg": "partnerschaftsgesellschaft partgmbb partnerschaftsgesellschaftmbb",
        "se": "societaseuropaea europaischegesellschaft", "ewiv": "", "aor": "aoer", "kdor": "kdoer",
        // English
        "ltd": "limited limitedcompany coltd colimited companylimited companyltd", "plc": "publiclimitedcompany", "pllc": "",
        "llp": "limitedliabilitypartnership", "lp": "limitedpartnership", "llc": "limitedliabilitycompany", "cic": "",
        "inc": "incorporated coinc companyinc", "corp": "corporation", "pc": "professionalcorporation", "dac": "", "clg": "",
        "ptyltd": "ptylimited proprietarylimited pty", "pteltd": "ptelimited privatelimitedcompany pte",
        "pvtltd": "pvtlimited privatelimited privateltd pltd", "sdnbhd": "sendirianberhad", "bhd": "berhad", "wll": "",
        "fze": "", "fzco": "", "fzllc": "", "dmcc": "", company: "company cie compagnie",
        // Romance languages
        "sa": "societeanonyme sociedadanonima sociedadeanonima spolkaakcyjna societateanonima",
        "sarl": "societearesponsabilitelimitee sagl", "sas": "societeparactionssimplifiee societainaccomanditasemplice",
        "sasu": "", "eurl": "", "eirl": "", "snc": "societeennomcollectif societainnomecollettivo", "sca": "", "scs": "",
        "sci": "", "scop": "", "gie": "", "sprl": "", "spa": "societaperazioni sociedadporacciones", "sapa": "",
        "srl": "societaaresponsabilitalimitata sociedadderesponsabilidadlimitada societatecuraspunderelimitata sderl",
        "srls": "", "scarl": "scrl", "sl": "sociedadlimitada", "slu": "sociedadlimitadaunipersonal", "sau": "",
        "sll": "", "scoop": "soccoop societacooperativa sociedadcooperativa", "sadecv": "sociedadanonimadecapitalvariable",
        "sderldecv": "", "sapidecv": "", "sac": "", "saa": "", "lda": "limitada ltda", "unipessoallda": "unipessoallimitada",
        "eireli": "", "mei": "",
        // Belgium, the Netherlands
        "bv": "beslotenvennootschap", "bvba": "", "nv": "naamlozevennootschap", "vof": "vennootschaponderfirma",
        "cvba": "", "commv": "",
        // The north
        "ab": "aktiebolag aktiebolaget abpubl", "hb": "handelsbolag", "kb": "kommanditbolag",
        "as": "aksjeselskap aktieselskab akciovaspolecnost akciovaspolocnost anonimsirketi aktsiaselts", "asa": "",
        "aps": "anpartsselskab", "ivs": "", "is": "", "ks": "kommanditselskab", "ans": "", "oy": "osakeyhtio oyab aboy",
        "oyj": "julkinenosakeyhtio oyjabp", "ky": "", "ehf": "", "hf": "", "ou": "osauhing", "uab": "", "sia": "",
        // Central and eastern Europe
        "spzoo": "spolkazograniczonaodpowiedzialnoscia spolkazoo", "spj": "spolkajawna", "spk": "spolkakomandytowa", "ska": "",
        "sro": "spolsro spolecnostsrucenimomezenym spolocnostsrucenimobmedzenym", "vos": "",
        "kft": "korlatoltfelelossegutarsasag", "zrt": "zartkoruenmukodoreszvenytarsasag", "nyrt": "", "rt": "", "bt": "",
        "doo": "", "jdoo": "", "dd": "", "ood": "оод", "eood": "еоод", "ead": "еад", "ooo": "ооо", "zao": "зао", "oao": "оао",
        "pao": "пао", "ao": "ао", "ip": "ип", "tov": "тов", "jsc": "", "ojsc": "", "pjsc": "", "cjsc": "",
        "ltdsti": "limitedsirketi", "ae": "αε", "epe": "επε", "ike": "ικε",
        // Asia
        "kk": "kabushikikaisha kabushikigaisha 株式会社 株", "yk": "yugenkaisha 有限会社 有", "gk": "godokaisha 合同会社",
        "gufen": "股份有限公司", "youxian": "有限公司 有限责任公司", "tbk": "", "jusik": "주식회사 주",
    ])

    /// Forms that stand in front of the name, and words that do (`Firma`).
    private static let leading: Set<String> = [
        "sarl", "sas", "sasu", "eurl", "snc", "sci", "ab", "aktiebolaget", "oy", "as", "uab", "sia", "ou", "ooo", "ооо", "zao",
        "зао",
        "oao", "оао", "pao", "пао", "ao", "ао", "ip", "ип", "tov", "тов", "株式会社", "株", "有限会社", "有", "合同会社",
        PlainLetters.decomposed("주식회사"), PlainLetters.decomposed("주"), "kabushikikaisha",
    ]

    /// Forms of two letters that are no family names, as `Sa`, `Ou` and `Ip` are.
    private static let unmistakable: Set<String> = ["ag", "kg", "ug", "ek", "ev", "bv", "nv", "oy", "ab", "kk"]

    /// Whether a name with this form can't well be a person's.
    static func isUnmistakable(_ form: String) -> Bool { form.count > 2 || self.unmistakable.contains(form) }

    /// Forms of scripts without blanks between words.
    static let joined = ["株式会社", "有限会社", "合同会社", "股份有限公司", "有限责任公司", "有限公司", PlainLetters.decomposed("주식회사")]

    /// Words of the longest form, without blanks and dots: `s a p i de c v`.
    private static let longest = 8

    /// The longest form at the end of `words` that leaves a word before it.
    static func ending(_ words: ArraySlice<String>) -> (form: String, count: Int)? {
        self.first(words) { words, count in
            self.forms[words.suffix(count).joined()]
        }
    }

    /// The longest form at the beginning of `words` that leaves a word behind it.
    static func beginning(_ words: ArraySlice<String>) -> (form: String, count: Int)? {
        self.first(words) { words, count in
            let writing = words.prefix(count).joined()
            return self.leading.contains(writing) ? self.forms[writing] : nil
        }
    }

    private static func first(
        _ words: ArraySlice<String>, _ form: (ArraySlice<String>, Int) -> String?
    ) -> (form: String, count: Int)? {
        for count in stride(from: min(words.count - 1, self.longest), to: 0, by: -1) {
            if let form = form(words, count) { return (form, count) }
        }
        return nil
    }

    private static func table(_ writings: KeyValuePairs<String, String>) -> [String: String] {
        var forms: [String: String] = [:]
        for (form, list) in writings {
            if !form.isEmpty { forms[form] = form }
            for writing in list.split(whereSeparator: \.isWhitespace) { forms[PlainLetters.decomposed(String(writing))] = form }
        }
        return forms
    }
}
