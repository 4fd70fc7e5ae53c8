import CallModel

/// The words that telephone systems, CRMs and flow products put in their placeholders, and the variable that has the value here.
///
/// From the manuals of 3CX, Asterisk, FreePBX, Freshdesk, Genesys Cloud, n8n, Ringotel, Snom, Wildix and Zoho.
struct PlaceholderWords {
    /// The words of the name, in lower case; `nil` where one of them is not known.
    private let words: Set<String>?

    /// Takes a name apart: `CallerIDNum`, `caller_id_num`, `CALLERIDNUM` and `CALLERID(num)` are the same three words.
    ///
    /// - Parameter name: What stands between the delimiters; of dotted names the last two parts count.
    init(_ name: String) {
        let parts = name.split { !($0.isLetter || $0.isNumber || "_- ".contains($0)) }.filter {
            $0.contains { $0.isLetter || $0.isNumber }
        }
        guard let last = parts.last.flatMap(Self.words(in:)) else {
            self.words = nil
            return
        }
        self.words = last.union(parts.dropLast().last.flatMap(Self.words(in:)) ?? [])
    }

    /// Whether the name is one that only placeholders have.
    var isKnown: Bool { self.words.map { !$0.isDisjoint(with: Self.keys) } ?? false }

    /// Whether it names the caller's number.
    var isNumber: Bool {
        switch self.variable {
        case .callerNumber, .callerDigits, .callerNationalNumber, .callerInternationalNumber: true
        default: false
        }
    }

    /// The variable that has the value here; `nil` where there is none, or the name is not known.
    var variable: Variable? {
        guard let words = self.words, words.isDisjoint(with: Self.aboutCalls) else { return nil }
        if words.contains("id") {
            if !words.isDisjoint(with: Self.calls) { return .sessionID }
            if words.contains("caller"), words.isDisjoint(with: Self.names) { return .callerNumber }
        }
        if words.contains("name"), !words.isDisjoint(with: Self.companies) { return .customer(.company) }
        return Self.meanings.first { !$0.words.isDisjoint(with: words) }?.variable
    }

    private static let calls: Set<String> = ["call", "session", "conversation", "interaction", "unique", "linked", "channel"]
    /// What is said of a call, and what no variable has.
    private static let aboutCalls: Set<String> = ["time", "date", "datetime", "duration", "timespan", "direction", "type"]
    private static let names: Set<String> = ["name", "cnam"]
    private static let companies: Set<String> = [
        "company", "firma", "organization", "organisation", "org", "account", "societe", "empresa",
    ]

    /// From the special to the general: the first whose words are in a name decides.
    private static let meanings: [(words: Set<String>, variable: Variable)] = [
        (["agent", "user", "username", "operator", "upn", "extension", "exten"], .userUPN),
        (
            [
                "called", "callee", "dnis", "did", "ddi", "queue", "service", "skill", "group", "local", "destination", "dialed",
                "dialled",
            ],
            .serviceID
        ),
        (["email", "mail"], .customer(.email)),
        (["first", "given", "vorname", "prenom", "fname", "forename"], .customer(.firstName)),
        (["last", "surname", "nachname", "family", "lname"], .customer(.lastName)),
        (["digits"], .callerDigits), (["national"], .callerNationalNumber), (["international"], .callerInternationalNumber),
        (Self.names, .customer(.displayName)),
        (
            [
                "number", "num", "nr", "phone", "telephone", "tel", "telefon", "telefono", "nummer", "rufnummer", "msisdn",
                "mobile",
                "cell", "handy", "e164", "ani", "cli", "clid", "clip", "callerid",
            ], .callerNumber
        ),
        (Self.companies, .customer(.company)),
        (["id", "contactid"], .customer(.id)), (["street", "address"], .customer(.streetAddress)),
        (["zip", "postcode", "postal", "plz"], .customer(.postCode)), (["city", "town", "ort"], .customer(.city)),
        (["country", "land"], .customer(.country)), (["state"], .customer(.state)), (["title", "job"], .customer(.jobTitle)),
        (["department", "abteilung"], .customer(.department)), (["url"], .customer(.url)),
        (["caller", "from", "remote", "anrufer", "source", "src"], .callerNumber),
        (["contact", "customer", "client", "lead", "kunde", "kunden"], .customer(.id)),
    ]

    private static let keys = Self.meanings.reduce(into: Self.aboutCalls) { $0.formUnion($1.words) }
    private static let vocabulary = Self.keys.union(Self.calls).union([
        "person", "record", "entity", "incoming", "inbound", "external", "party", "current", "business", "home", "work", "main",
        "primary", "private", "full", "display", "sip", "uri", "original", "start", "end", "requester", "event", "ticket", "ruf",
        "calling", "code",
    ])

    /// The known words that `part` is made of; `nil` with any other in it.
    private static func words(in part: Substring) -> Set<String>? {
        var words: Set<String> = []
        for piece in part.split(whereSeparator: { "_- ".contains($0) }).flatMap(Self.humps) {
            guard piece.count <= 32, let known = Self.segments(of: piece.lowercased()[...]) else { return nil }
            words.formUnion(known)
        }
        return words.isEmpty ? nil : words
    }

    /// `CallerIDNum` at its capitals: `Caller`, `ID`, `Num`.
    private static func humps(_ text: Substring) -> [Substring] {
        var humps: [Substring] = []
        var start = text.startIndex
        for index in text.indices.dropFirst() where text[index].isUppercase {
            let next = text.index(after: index)
            let endsCapitals = next < text.endIndex && text[next].isLowercase
            guard !text[text.index(before: index)].isUppercase || endsCapitals else { continue }
            humps.append(text[start..<index])
            start = index
        }
        return humps + [text[start...]]
    }

    /// `callernum2` as known words, the longest first; digits at the end are a count.
    private static func segments(of text: Substring) -> [String]? {
        if text.isEmpty { return [] }
        for end in text.indices.dropFirst().reversed() + [] where Self.vocabulary.contains(String(text[..<end])) {
            if let rest = Self.segments(of: text[end...]) { return [String(text[..<end])] + rest }
        }
        if Self.vocabulary.contains(String(text)) { return [String(text)] }
        return text.allSatisfy { $0.isASCII && $0.isNumber } ? [] : nil
    }
}
