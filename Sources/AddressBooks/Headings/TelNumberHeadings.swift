extension Headings {
    /// Whole headings of columns with numbers that their words alone don't show, and the name under which `telNumbers` shows them.
    static let telNumbers: [String: ColumnRole] = {
        let rows: [(ColumnRole, String)] = [
            (.telNumber(name: "Primary"), "primarytelnumber primarynumber"),
            (.telNumber(name: "Phone"), "callernumber telnumbers phonevalue numerodetelephone"),
            (.telNumber(name: "Mobile"), "mobiltelnr whatsapp"),
            (.telNumber(name: "Office"), "worknumber telefonedaempresa lineuri"),
            (.telNumber(name: "Home"), "homenumber privatnummer"),
            (.telNumber(name: "Company"), "mainnumber zentrale telefonzentrale switchboard"),
            (.telNumber(name: "Other"), "othernumber"),
            (.telNumber(name: "Text telephone"), "telefonfuerhoerbehinderte"),
        ]
        return Self.table(rows)
    }()

    /// The name of a number in Callcard's words, for a label of Google Contacts, FreePBX or a vCard; an unknown label stays as it is.
    static func telName(_ label: String) -> String {
        // Google marks the preferred entry with a star.
        let label = label.split(separator: "*").joined().split(separator: " ").joined(separator: " ")
        switch HeadingKey(label).letters {
        case "main", "zentrale", "hauptnummer", "company": return "Main"
        case "iphone": return "Mobile"
        case "": return "Phone"
        default: break
        }
        return HeadingMeaning(HeadingPart.parts(of: label))?.labelName ?? label
    }
}
