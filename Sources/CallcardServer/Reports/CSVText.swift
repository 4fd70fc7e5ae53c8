/// A text as a cell of a CSV file that no spreadsheet computes, by whatever sign it divides lines into cells.
///
/// A cell of RFC 4180 is quoted, but Excel divides a file at the list separator of the machine's country, `;` in half of Europe, and
/// then a quote within a line is a character like any other. So a sign that begins a formula gets an apostrophe in front wherever
/// some reader may begin a cell: at the beginning, behind each separator of the world, a quote or a line break.
enum CSVText {
    /// The text in quotes, the end of the line not among it; nothing for an empty text.
    static func cell(_ text: String) -> String {
        guard !text.isEmpty else { return "" }
        var cell = "\""
        cell.unicodeScalars.reserveCapacity(text.unicodeScalars.count + 4)
        var place = Place.beginning
        for scalar in text.unicodeScalars {
            if place.makesFormula(scalar) { cell.unicodeScalars.append("'") }
            if scalar == "\"" { cell.unicodeScalars.append("\"") }
            cell.unicodeScalars.append(scalar)
            place = place.behind(scalar)
        }
        return cell + "\""
    }

    /// Where in a cell a character stands.
    private enum Place {
        /// Where some reader begins a cell.
        case beginning
        /// Behind blanks there, which some readers skip.
        case blanks
        /// Anywhere else.
        case within

        /// Signs of formulas, with their full-width and small forms.
        private static let signs = Set("=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\u{FE66}\u{FE62}\u{FE63}\u{FE6B}".unicodeScalars)
        private static let separators = Set(";,|\"\u{FF1B}\u{FF0C}\u{FF5C}".unicodeScalars)

        func makesFormula(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .beginning: Self.signs.contains(scalar) || scalar == "\t" || scalar == "\r" || scalar == "\n"
            case .blanks: Self.signs.contains(scalar)
            case .within: false
            }
        }

        func behind(_ scalar: Unicode.Scalar) -> Place {
            if Self.separators.contains(scalar) { return .beginning }
            // Tabs and line breaks divide, too, and are blank to other readers.
            if scalar == "\t" || scalar == "\r" || scalar == "\n" { return .blanks }
            // The other line breaks of Unicode: vertical tab, form feed, next line, line and paragraph separator.
            if [0x0B, 0x0C, 0x85, 0x2028, 0x2029].contains(scalar.value) { return .blanks }
            guard self != .within else { return .within }
            let properties = scalar.properties
            let isBlank =
                properties.isWhitespace || properties.isDefaultIgnorableCodePoint || properties.generalCategory == .control
            return isBlank ? .blanks : .within
        }
    }
}
