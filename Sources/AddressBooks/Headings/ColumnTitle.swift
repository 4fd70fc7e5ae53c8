import CallModel

/// The name of a column for people: its heading, or its position where the heading may be somebody's data.
///
/// A file without headings has a contact in its first row; neither the number nor the name of it may be shown.
package struct ColumnTitle: Hashable, Sendable {
    /// The heading, or `column 3`.
    package let title: String
    /// True where the first row may hold data of a contact, so that ``title`` counts the columns instead.
    package let isPosition: Bool

    /// The title as part of a sentence.
    package var quoted: String { self.isPosition ? self.title : "column \"\(self.title)\"" }

    /// The names of all columns of a file, by the cells of its first row.
    static func all(of headings: [String]) -> [ColumnTitle] {
        let mayBeData = headings.contains { heading in
            heading.utf8.contains(UInt8(ascii: "@")) || heading.utf8.count { (0x30...0x39).contains($0) } > 4
        }
        return headings.enumerated().map { index, heading in
            guard !mayBeData, let heading = FieldText.clean(heading), heading.utf8.count <= 64 else {
                return ColumnTitle(title: "column \(index + 1)", isPosition: true)
            }
            return ColumnTitle(title: heading, isPosition: false)
        }
    }
}
