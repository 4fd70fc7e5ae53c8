import CallModel

/// Headings that are understood without configuration.
///
/// Names, companies and other fields are known by their whole heading; numbers, mail and addresses by the words of it, in seven
/// languages; the attributes of directories by their names.
enum Headings {
    /// The use of a column with that heading; `nil` where it is not understood.
    static func role(of heading: String) -> ColumnRole? {
        let key = HeadingKey(heading)
        guard !key.letters.isEmpty else { return nil }
        if let role = self.known(key) { return role }
        // Pipedrive: `Person - Phone - Work`.
        if let dash = heading.firstRange(of: " - "), Self.owners.contains(HeadingKey(String(heading[..<dash.lowerBound])).letters)
        {
            return Self.role(of: String(heading[dash.upperBound...]))
        }
        // `office_number` of Yealink and wazo; `Office Number` may be a room.
        if ["office_number", "officenumber"].contains(heading.lowercased()) { return .telNumber(name: "Office") }
        return HeadingMeaning(HeadingPart.parts(of: heading))?.role
    }

    private static let owners: Set<String> = [
        "person", "contact", "kontakt", "personne", "persona", "contacto", "contatto", "persoon", "pessoa", "organization",
        "organisation",
    ]

    private static func known(_ key: HeadingKey) -> ColumnRole? {
        if let role = Self.numbered(key) { return role }
        if let role = Self.fields[key.letters] ?? Self.telNumbers[key.letters] { return role }
        guard let base = key.base else { return nil }
        if case .telNumber(let name)? = Self.telNumbers[base.letters] {
            return .telNumber(name: key.number.map { $0 > 1 ? "\(name) \($0)" : name } ?? name)
        }
        return Self.fields[base.letters]
    }

    /// Columns of Google Contacts and of FreePBX whose number stands in their middle: `Organization 1 - Name`, `Address 1 - City`,
    /// `phone_1_number`.
    private static func numbered(_ key: HeadingKey) -> ColumnRole? {
        guard let number = key.number else { return nil }
        switch key.letters {
        case "phone#number": return .pairedTelNumber(pair: number)
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

    /// One entry a word.
    static func table(_ rows: [(ColumnRole, String)]) -> [String: ColumnRole] {
        var table: [String: ColumnRole] = [:]
        for (role, words) in rows {
            for word in words.split(whereSeparator: \.isWhitespace) { table[String(word)] = role }
        }
        return table
    }
}
