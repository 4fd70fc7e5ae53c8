/// The meaning of a CSV file's column, as the configuration writes it: `columns: {Telefon: telNumbers.Office, Stufe:
/// customFields.Tier}`.
package enum BookColumn: Hashable, Sendable {
    /// A caller field, by the contract's word: `company`, `lastName`, `id` …
    case field(CallerField)
    /// Telephone numbers, shown under this name: `telNumbers.Office`.
    case telNumber(name: String)
    /// A fact that has no field of its own: `customFields.Tier`.
    case customField(name: String)
    /// Marks company blocks: `block`.
    case block
    /// Not to be looked at, whatever its heading: `ignore`.
    case ignored

    /// Returns `nil` for a word that is none of the above. `primaryTelNumber` is a column of numbers too.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts.first, parts.count == 2 ? FieldText.clean(String(parts[1])) : nil) {
        case ("telNumbers", let name?): self = .telNumber(name: name)
        case ("customFields", let name?): self = .customField(name: name)
        case ("block", nil) where parts.count == 1: self = .block
        case ("ignore", nil) where parts.count == 1: self = .ignored
        case (let word?, nil) where parts.count == 1:
            guard let field = CallerField(name: word) else { return nil }
            self = field == .primaryTelNumber ? .telNumber(name: "Primary") : .field(field)
        default: return nil
        }
    }
}

extension BookColumn: CustomStringConvertible {
    /// The word that the configuration would use.
    package var description: String {
        switch self {
        case .field(let field): field.name
        case .telNumber(let name): "telNumbers.\(name)"
        case .customField(let name): "customFields.\(name)"
        case .block: "block"
        case .ignored: "ignore"
        }
    }
}
