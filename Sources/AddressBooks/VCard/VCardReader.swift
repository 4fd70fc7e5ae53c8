import CallModel
import Contacts

/// Reads the properties of one card.
struct VCardReader {
    private var card = VCard()
    private var isOld = false
    private var addressPreference = Int.max
    private let fallback: Charset

    private init(fallback: Charset) {
        self.fallback = fallback
    }

    /// Reads one card.
    ///
    /// - Parameters:
    ///   - start: The card's `BEGIN:VCARD`.
    ///   - fallback: The character set of text that is not UTF-8 and says nothing.
    static func read(_ scanner: VCardScanner, from start: Int, fallback: Charset) -> VCard {
        var reader = VCardReader(fallback: fallback)
        var nesting = VCardNesting()
        var at = start
        reader.card.hasEnd = false
        while at < scanner.bytes.count {
            let (end, next) = scanner.line(at: at)
            switch nesting.read(scanner, at, end) {
            case .begin, .nested: at = next
            case .newCard: return reader.card
            case .end:
                reader.card.hasEnd = true
                return reader.card
            case .line where nesting.depth == 1:
                let found = scanner.property(at: at, keepsFoldSpace: reader.isOld) { Self.wanted.contains($0.word) }
                if let property = found.property { reader.read(property) }
                at = found.next
            case .line:
                // Lines of a card inside this one describe another contact.
                at = next
            }
        }
        return reader.card
    }

    private static let wanted: Set<String> = [
        "VERSION", "FN", "N", "ORG", "TITLE", "ROLE", "ADR", "TEL", "EMAIL", "URL", "UID", "IMPP", "KIND", "X-ABLABEL",
        "X-ABSHOWAS",
        "X-CALLCARD-BLOCK",
    ]

    private mutating func read(_ property: VCardProperty) {
        if property.name.word == "VERSION" { return self.isOld = property.value.starts(with: "2.".utf8) }
        let value = VCardText(property, fallback: self.fallback)
        if value.isDamaged, ["FN", "N", "ORG"].contains(property.name.word) { self.card.hasDamagedName = true }
        switch property.name.word {
        case "N": self.readName(value.components)
        case "ORG": self.readOrganization(value.components)
        case "ADR": self.readAddress(value.components, property)
        case "TEL": self.readNumber(value, property)
        default:
            guard let text = (value.text?.onOneLine(joinedBy: " ")).flatMap(FieldText.clean) else { return }
            self.read(text, of: property)
        }
    }

    private mutating func read(_ text: String, of property: VCardProperty) {
        switch property.name.word {
        case "FN": self.card.formattedName = self.card.formattedName ?? text
        case "EMAIL": self.card.emails.append((text, property.preference ?? 101))
        case "TITLE": self.card.fields.append((.jobTitle, text))
        case "ROLE":
            if !self.card.fields.contains(where: { $0.field == .jobTitle }) { self.card.fields.append((.jobTitle, text)) }
        case "URL": self.card.fields.append((.url, text))
        case "UID": self.card.fields.append((.id, text))
        case "IMPP": self.card.fields.append((.imAddress, text))
        case "KIND": self.card.isCompany = ["ORG", "ORGANIZATION"].contains(text.uppercased())
        case "X-ABSHOWAS": self.card.isCompany = text.uppercased() == "COMPANY"
        case "X-ABLABEL": if let group = property.name.group { self.card.labels[group] = Self.label(text) }
        case "X-CALLCARD-BLOCK": self.card.block = text
        default: break
        }
    }

    private mutating func readName(_ parts: [String]) {
        guard self.card.firstName == nil, self.card.lastName == nil else { return }
        self.card.lastName = parts.first.flatMap(FieldText.clean)
        self.card.firstName = parts.dropFirst().first.flatMap(FieldText.clean)
    }

    private mutating func readOrganization(_ parts: [String]) {
        guard self.card.company == nil else { return }
        self.card.company = parts.first.flatMap(FieldText.clean)
        if let department = parts.dropFirst().first.flatMap(FieldText.clean) {
            self.card.fields.append((.department, department))
        }
    }

    /// `ADR` is: post office box; extension; street; locality; region; postal code; country.
    private mutating func readAddress(_ parts: [String], _ property: VCardProperty) {
        let preference = property.preference ?? 101
        guard preference < self.addressPreference, parts.contains(where: { FieldText.clean($0) != nil }) else { return }
        self.addressPreference = preference
        let fields: [CallerField?] = [nil, nil, .streetAddress, .city, .state, .postCode, .country]
        self.card.address = zip(fields, parts).compactMap { field, text in field.map { ($0, text.onOneLine(joinedBy: ", ")) } }
    }

    private mutating func readNumber(_ value: VCardText, _ property: VCardProperty) {
        guard let text = value.text.flatMap(FieldText.clean) else { return }
        self.card.numbers.append(
            VCard.Number(text: text, types: property.types, group: property.name.group, preference: property.preference ?? 101))
    }

    /// Apple wraps its own labels: `_$!<Mobile>!$_`.
    private static func label(_ text: String) -> String {
        text.hasPrefix("_$!<") && text.hasSuffix(">!$_") ? String(text.dropFirst(4).dropLast(4)) : text
    }
}
